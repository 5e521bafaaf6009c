"""The steps that people take with emergency supplies.

Every step raises `KeyError` (no such supply), `Conflict` (its version is not the one given) or `Refusal` (what was said makes
no sense; the text says what to do). Whether somebody may is the caller's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.identity import new_id
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from domain.supply import Supply, SupplyStep
from operations.supplies import record

MOST = 99_999
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Listed:
    """A supply as somebody writes it down; as in `Supply`."""

    name: str
    unit: str
    wanted: int
    post: Post
    check_every_days: int
    space: str | None = None
    spot: str = ""
    note: str = ""
    expires_on: date | None = None


def add(tx: Transaction, listed: Listed, *, count: int, site: Site, by: str, at: datetime) -> Supply:
    """A new one, counted now."""
    kept = _checked(listed, site)
    due = at + timedelta(days=kept.check_every_days)
    counted = Supply(new_id(), site.id, kept.name, kept.unit, _counted(count), kept.wanted, kept.post, kept.check_every_days, due)
    return record.add(tx, _as_written(replace(counted, checked_at=at, checked_by=by), kept), at=at, actor=by)


def change(tx: Transaction, supply_id: str, listed: Listed, *, site: Site, by: str, at: datetime, version: int | None = None) -> Supply:
    """What is written of it changes, not what was counted. Its next check is due as many days after the last as is written now."""
    supply = find(tx, supply_id, version)
    check_by = (supply.checked_at or at) + timedelta(days=_checked(listed, site).check_every_days)
    following = _as_written(replace(supply, check_by=check_by, told_at=None if check_by > at else supply.told_at), listed)
    return supply if following == supply else record.change(tx, following, SupplyStep.CHANGED, at=at, actor=by)


def check(
    tx: Transaction, supply_id: str, *, count: int, by: str, at: datetime, note: str = "", expires_on: date | None = None, version: int | None = None
) -> Supply:
    """Somebody went there and counted. `expires_on`: of what lies there now; `None`: as before."""
    supply = find(tx, supply_id, version)
    if supply.removed_at is not None:
        raise Refusal("该物资已移除，请先恢复", "this supply was removed: put it back first")
    counted = replace(
        supply,
        count=_counted(count),
        expires_on=expires_on or supply.expires_on,
        checked_at=at,
        checked_by=by,
        check_by=at + timedelta(days=supply.check_every_days),
        told_at=None,
    )
    return record.change(tx, counted, SupplyStep.CHECKED, at=at, actor=by, note=note)


def remove(tx: Transaction, supply_id: str, *, by: str, at: datetime, note: str = "", version: int | None = None) -> Supply:
    """It is kept no more; its history stays, and it can be put back. Removing it twice is no error."""
    supply = find(tx, supply_id, version)
    return supply if supply.removed_at is not None else record.change(tx, replace(supply, removed_at=at), SupplyStep.REMOVED, at=at, actor=by, note=note)


def restore(tx: Transaction, supply_id: str, *, by: str, at: datetime, version: int | None = None) -> Supply:
    """Put back what was removed, as it was; doing it twice is no error."""
    supply = find(tx, supply_id, version)
    return supply if supply.removed_at is None else record.change(tx, replace(supply, removed_at=None), SupplyStep.RESTORED, at=at, actor=by)


def find(tx: Transaction, supply_id: str, version: int | None = None) -> Supply:
    """The supply. Raises `KeyError`, or `Conflict` if its version is not the one given."""
    supply = tx.supplies.get(supply_id)
    if supply is None:
        raise KeyError(supply_id)
    if version is not None and version != supply.version:
        raise Conflict(f"the supply {supply.name} is at version {supply.version}, not {version}")
    return supply


def _checked(listed: Listed, site: Site) -> Listed:
    if not listed.name.strip():
        raise Refusal("请填写物资名称", "give the supply a name")
    if not 0 <= listed.wanted <= MOST:
        raise Refusal(f"应有数量须在 0 到 {MOST} 之间", f"wanted must be between 0 and {MOST}")
    if not 1 <= listed.check_every_days <= LONGEST_DAYS:
        raise Refusal(f"检查周期须在 1 到 {LONGEST_DAYS} 天之间", f"it must be checked every 1 to {LONGEST_DAYS} days")
    if listed.space is not None and listed.space not in site.spaces:
        raise Refusal("没有这个空间，请重新选择位置", f"there is no space {listed.space} at this site: choose its place again")
    return listed


def _counted(count: int) -> int:
    if not 0 <= count <= MOST:
        raise Refusal(f"数量须在 0 到 {MOST} 之间", f"the count must be between 0 and {MOST}")
    return count


def _as_written(supply: Supply, listed: Listed) -> Supply:
    return replace(
        supply,
        name=listed.name.strip(),
        unit=listed.unit.strip(),
        wanted=listed.wanted,
        post=listed.post,
        check_every_days=listed.check_every_days,
        space=listed.space,
        spot=listed.spot.strip(),
        note=listed.note.strip(),
        expires_on=listed.expires_on,
    )
