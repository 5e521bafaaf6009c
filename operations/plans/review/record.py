"""Writing a review: the record and the event log change together."""

from __future__ import annotations

from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.people import Department
from domain.personal import mask_text
from domain.plan_review import PlanReview
from domain.plan_review_json import masked, review_json
from domain.records import Conflict, Transaction


def add(tx: Transaction, review: PlanReview, *, at: datetime, actor: str) -> PlanReview:
    """Store a new review and tell the event log. Raises `Conflict` if the run has one."""
    tx.plan_reviews.add(review)
    _tell(tx, review, at, actor)
    return review


def change(tx: Transaction, review: PlanReview, *, at: datetime, actor: str) -> PlanReview:
    """Store `review`, which is already as it is then, and tell the event log. Raises `Conflict`."""
    saved = tx.plan_reviews.save(review)
    _tell(tx, saved, at, actor)
    return saved


def found(tx: Transaction, review_id: str, version: int | None) -> PlanReview:
    """The review. Raises `KeyError`, and `Conflict` unless its version is `version` (`None`: whatever it is)."""
    review = tx.plan_reviews.get(review_id)
    if review is None:
        raise KeyError(review_id)
    if version is not None and version != review.version:
        raise Conflict(f"the review has changed: its version is {review.version}, not {version}; read it again")
    return review


def _tell(tx: Transaction, review: PlanReview, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=review.realm,
            site=review.site,
            asset=None,
            type=EventType.SYSTEM,
            transition="plan-review",
            subject_id=review.id,
            departments=frozenset(Department),
            # Everybody of the site hears of it, whoever may see personal data or not.
            body=review_json(masked(review, mask_text)),
            actor=actor,
        )
    )
