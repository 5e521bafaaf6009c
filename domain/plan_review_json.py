"""The JSON of a review in the outside contract, for the API and the live stream alike. Times are RFC 3339 UTC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain.plan_review import Finding, Improvement, KeyMoment, LimitLine, PlanReview
from domain.time import rfc3339


def review_json(review: PlanReview) -> dict[str, object]:
    """A review as others see it."""
    return {
        "id": review.id,
        "run_id": review.run_id,
        "number": review.number,
        "site": review.site,
        "realm": review.realm,
        "plan_key": review.plan_key,
        "kind": review.kind.value,
        "title": review.title.as_json(),
        "severity": review.severity.value,
        "ending": review.ending.value,
        "state": review.state.value,
        "begun_at": rfc3339(review.begun_at),
        "ended_at": rfc3339(review.ended_at),
        "made_at": rfc3339(review.made_at),
        "moments": [moment_json(each) for each in review.moments],
        "limits": [limit_json(each) for each in review.limits],
        "kept": review.kept,
        "missed": review.missed,
        "findings": [finding_json(each) for each in review.findings],
        "tasks": [improvement_json(each) for each in review.tasks],
        "summary": review.summary,
        "closed_by": review.closed_by,
        "closed_at": _time(review.closed_at),
        "version": review.version,
    }


def masked(review: PlanReview, mask: Callable[[str], str]) -> PlanReview:
    """`review` with `mask` over what people wrote in it."""
    findings = tuple(replace(each, text=mask(each.text)) for each in review.findings)
    return replace(review, summary=mask(review.summary), findings=findings, tasks=tuple(replace(each, what=mask(each.what)) for each in review.tasks))


def moment_json(moment: KeyMoment) -> dict[str, object]:
    """A key moment."""
    return {"kind": moment.kind.value, "at": _time(moment.at), "after_s": moment.after_s, "step": moment.step}


def limit_json(line: LimitLine) -> dict[str, object]:
    """A limit and what became of it."""
    return {
        "of": line.of.value,
        "key": line.key,
        "who": line.who,
        "title": line.title.as_json(),
        "opened_at": _time(line.opened_at),
        "due_at": rfc3339(line.due_at),
        "settled_at": _time(line.settled_at),
        "by": line.by,
        "kept": line.kept,
        "over_s": line.over_s,
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """What somebody found."""
    return {"text": finding.text, "by": finding.by, "at": rfc3339(finding.at)}


def improvement_json(task: Improvement) -> dict[str, object]:
    """An improvement, without the state of its order."""
    return {
        "id": task.id,
        "what": task.what,
        "department": task.department.value,
        "person": task.person,
        "until": rfc3339(task.until),
        "order_id": task.order_id,
        "given_by": task.given_by,
        "given_at": rfc3339(task.given_at),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
