"""Reviews of runs as the API shows them: free text masked for who may not see personal data; and their print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from api.attaching import attachment_out
from api.problems import NotFound
from api.schemas.base import LocalText
from api.schemas.plan_review import EarlierReview, PlanReviewDetail, ReviewDepartment, ReviewLine, ReviewPerson, ReviewTask, ReviewTelemetry
from api.schemas.plan_review import PlanReview as PlanReviewOut
from api.security.masking import mask_text, mask_value
from api.security.rights import Rights
from api.services import Services
from domain.contract import value_json
from domain.people import Permission
from domain.plan_review import PlanReview
from domain.plan_review_json import improvement_json, masked, moment_json, review_json
from domain.plan_run import PlanRun
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339
from operations.plans.review.telemetry import Curve, Curves, curves_of
from operations.plans.review.timeline import Line
from operations.plans.review.whole import OrderStands, WholeReview, whole_of

Mask = Callable[[str], str]


def find_review(parts: Services, rights: Rights, tx: Transaction, review_id: str) -> PlanReview:
    """The review. Raises `NotFound` if there is none that they may see."""
    review = tx.plan_reviews.get(review_id)
    if review is None or review.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这份复盘", f"There is no review {review_id} that you may see."))
    return review


def review_out(review: PlanReview, rights: Rights) -> PlanReviewOut:
    """A review as lists show it."""
    return PlanReviewOut.model_validate(review_json(masked(review, mask_of(rights, review.site))))


def mask_of(rights: Rights, site: str) -> Mask:
    """What takes personal data out of what people wrote, for who may not see it."""
    return str if rights.may(Permission.VIEW_PERSONAL, site) else mask_text


def review_detail(parts: Services, rights: Rights, review_id: str) -> PlanReviewDetail:
    """The review with its time line, curves and reactions. The telemetry store is asked after the records: nothing waits on it."""
    with parts.records.reading() as tx:
        whole = whole_of(tx, find_review(parts, rights, tx, review_id), now=parts.clock())
    return detail_out(parts, rights, whole, curves(parts, whole))


def curves(parts: Services, whole: WholeReview) -> Curves | None:
    """What the points that the plan watches showed; `None`: the run is no longer kept."""
    site = parts.sites[whole.review.site]
    return None if whole.run is None else curves_of(parts.telemetry, whole.run, site, whole.review.ended_at)


def detail_out(parts: Services, rights: Rights, whole: WholeReview, drawn: Curves | None) -> PlanReviewDetail:
    """`whole` as its page shows it."""
    review, run, site = whole.review, whole.run, parts.sites[whole.review.site]
    mask = mask_of(rights, review.site)
    return PlanReviewDetail.model_validate(
        {
            **review_json(masked(review, mask)),
            "tasks": [_task(improvement_json(replace(task, what=mask(task.what))), whole.orders.get(task.order_id)) for task in review.tasks],
            "place": None if run is None else _place(run, site),
            "reason": None if run is None else LocalText(zh=mask(run.reason.zh), en=mask(run.reason.en)),
            "outcome": "" if run is None else mask(run.outcome),
            "commander": None if run is None else run.commander,
            "timeline": [_line(line, mask) for line in whole.lines],
            "left_out": whole.left_out,
            "telemetry": None if drawn is None else _telemetry(drawn, site),
            "people": [
                ReviewPerson(
                    person=each.person,
                    received_at=_time(each.received_at),
                    answered_at=_time(each.answered_at),
                    acted_at=_time(each.acted_at),
                    after_s=each.after_s,
                    did=each.did,
                    kept=each.kept,
                    missed=each.missed,
                )
                for each in whole.people
            ],
            "departments": [
                ReviewDepartment(
                    department=each.department,
                    called_at=_time(each.called_at),
                    in_at=_time(each.in_at),
                    after_s=each.after_s,
                    kept=each.kept,
                    missed=each.missed,
                )
                for each in whole.departments
            ],
            "files": [attachment_out(file) for file in whole.photos],
            "earlier": [_earlier(each) for each in whole.earlier],
            "may_review": rights.may(Permission.REVIEW_PLANS, review.site),
            "may_see_orders": rights.may(Permission.VIEW, review.site),
        }
    )


def _task(task: dict[str, object], order: OrderStands | None) -> ReviewTask:
    stands = {} if order is None else {"order_number": order.number, "order_state": order.state, "order_assignee": order.assignee}
    also = {} if order is None else {"order_late": order.late, "order_reopened": order.reopened}
    return ReviewTask.model_validate({**task, **stands, **also})


def _line(line: Line, mask: Mask) -> ReviewLine:
    return ReviewLine(
        at=rfc3339(line.at),
        known_at=rfc3339(line.known_at),
        source=line.source,
        what=line.what,
        actor=line.actor,
        text=LocalText(zh=mask(line.text.zh), en=mask(line.text.en)),
        note=mask(line.note),
        step=line.step,
        subject=line.subject,
    )


def _telemetry(drawn: Curves, site: Site) -> ReviewTelemetry:
    return ReviewTelemetry.model_validate(
        {
            "from": rfc3339(drawn.start),
            "to": rfc3339(drawn.end),
            "curves": [_curve(curve, site) for curve in drawn.curves],
            "left_out": drawn.left_out,
            "away": drawn.away,
        }
    )


def _curve(curve: Curve, site: Site) -> dict[str, object]:
    point = curve.point
    return {
        "point": point.id,
        "asset": point.asset,
        "asset_name": site.assets[point.asset].name.as_json(),
        "name": point.name.as_json(),
        "kind": point.type.kind,
        "unit": point.type.unit,
        "codes": [{"key": key, "name": name.as_json()} for _code, key, name in point.type.codes],
        "window_s": curve.window_s,
        "samples": [{"ts": rfc3339(ts), "value": value_json(mask_value(point.key, value))} for ts, value in curve.samples],
    }


def _earlier(review: PlanReview) -> EarlierReview:
    return EarlierReview.model_validate(
        {
            "id": review.id,
            "number": review.number,
            "begun_at": rfc3339(review.begun_at),
            "moments": [moment_json(each) for each in review.moments],
            "kept": review.kept,
            "missed": review.missed,
        }
    )


def _place(run: PlanRun, site: Site) -> LocalText | None:
    asset = None if run.asset is None else site.assets.get(run.asset)
    if asset is not None:
        return LocalText(zh=f"{site.place(asset).zh} · {asset.name.zh}", en=f"{site.place(asset).en} · {asset.name.en}")
    return LocalText.of(site.place_of_space(run.space)) if run.space is not None and run.space in site.spaces else None


def _time(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
