"""What a review's draft and findings look like in the database: JSON with times to the microsecond, which stay as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.plan_review import Finding, KeyMoment, LimitLine, LimitOf, MomentKind
from domain.text import Text


def drafted_json(moments: Sequence[KeyMoment], limits: Sequence[LimitLine]) -> dict[str, object]:
    """Moments and limits as one JSON object."""
    return {
        "moments": [{"kind": each.kind.value, "at": _written(each.at), "after_s": each.after_s, "step": each.step} for each in moments],
        "limits": [_limit_json(each) for each in limits],
    }


def moments_of(drafted: Mapping[str, Any]) -> tuple[KeyMoment, ...]:
    """The moments that `drafted_json` wrote."""
    return tuple(KeyMoment(MomentKind(each["kind"]), _moment(each["at"]), each["after_s"], each["step"]) for each in drafted["moments"])


def limits_of(drafted: Mapping[str, Any]) -> tuple[LimitLine, ...]:
    """The limits that `drafted_json` wrote."""
    return tuple(
        LimitLine(
            of=LimitOf(each["of"]),
            key=each["key"],
            who=each["who"],
            title=Text(each["zh"], each["en"]),
            opened_at=_moment(each["opened_at"]),
            due_at=datetime.fromisoformat(each["due_at"]),
            settled_at=_moment(each["settled_at"]),
            by=each["by"],
            kept=each["kept"],
            over_s=each["over_s"],
        )
        for each in drafted["limits"]
    )


def findings_json(findings: Sequence[Finding]) -> dict[str, object]:
    """Findings as one JSON object."""
    return {"findings": [{"text": each.text, "by": each.by, "at": _written(each.at)} for each in findings]}


def findings_of(written: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What `findings_json` wrote."""
    return tuple(Finding(each["text"], each["by"], datetime.fromisoformat(each["at"])) for each in written["findings"])


def _limit_json(line: LimitLine) -> dict[str, object]:
    return {
        "of": line.of.value,
        "key": line.key,
        "who": line.who,
        "zh": line.title.zh,
        "en": line.title.en,
        "opened_at": _written(line.opened_at),
        "due_at": _written(line.due_at),
        "settled_at": _written(line.settled_at),
        "by": line.by,
        "kept": line.kept,
        "over_s": line.over_s,
    }


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
