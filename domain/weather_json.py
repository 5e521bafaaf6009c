"""Weather warnings and emergency supplies as the API and the event log show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.plan import WARNED_NAMES, WARNING_LEVEL_NAMES
from domain.supply import Supply, SupplyEntry, SupplyFault
from domain.text import Text
from domain.time import rfc3339
from domain.weather import WarningEntry, WeatherWarning

_TITLE = Text("{kind}{level}预警", "{level} {kind} warning")


def warning_title(warning: WeatherWarning) -> Text:
    """暴雨橙色预警 / Orange rainstorm warning."""
    kind, level = WARNED_NAMES[warning.kind], WARNING_LEVEL_NAMES[warning.level]
    return _TITLE.filled(kind=Text(kind.zh, kind.en.lower()), level=level)


def warning_json(warning: WeatherWarning, history: Iterable[WarningEntry] = ()) -> dict[str, object]:
    """A warning with its history, as far as it is given."""
    return {
        "id": warning.id,
        "site": warning.site,
        "kind": warning.kind.value,
        "level": warning.level.value,
        "state": warning.state.value,
        "title": warning_title(warning).as_json(),
        "words": warning.words,
        "source": warning.source,
        "issued_at": rfc3339(warning.issued_at),
        "given_by": warning.given_by,
        "given_at": rfc3339(warning.given_at),
        "until": rfc3339(warning.until),
        "ended_at": _moment(warning.ended_at),
        "ended_by": warning.ended_by,
        "history": [
            {"at": rfc3339(each.at), "step": each.step.value, "actor": each.actor, "level": each.level.value, "until": rfc3339(each.until), "note": each.note}
            for each in history
        ],
        "version": warning.version,
    }


def supply_json(supply: Supply, faults: Sequence[SupplyFault], history: Iterable[SupplyEntry] = ()) -> dict[str, object]:
    """A supply with what is wrong with it, and its history as far as it is given."""
    return {
        "id": supply.id,
        "site": supply.site,
        "name": supply.name,
        "unit": supply.unit,
        "count": supply.count,
        "wanted": supply.wanted,
        "post": supply.post.value,
        "space": supply.space,
        "spot": supply.spot,
        "note": supply.note,
        "expires_on": None if supply.expires_on is None else supply.expires_on.isoformat(),
        "check_every_days": supply.check_every_days,
        "check_by": rfc3339(supply.check_by),
        "checked_at": _moment(supply.checked_at),
        "checked_by": supply.checked_by,
        "faults": [fault.value for fault in faults],
        "removed_at": _moment(supply.removed_at),
        "history": [{"at": rfc3339(each.at), "step": each.step.value, "actor": each.actor, "count": each.count, "note": each.note} for each in history],
        "version": supply.version,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
