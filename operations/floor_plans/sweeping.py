"""Pictures of plans that nothing refers to: what a replaced, removed or half-made plan has left on the disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from domain.floor_plan import PICTURE_PREFIX
from domain.records import AuditEntry, Records
from domain.time import to_ms
from rules.alarms.record import SYSTEM

KEPT_FOR = timedelta(days=1)
"""A picture is written before the plan that names it, and may still be looked at a while after."""


def sweep_pictures(records: Records, uploads: Path, now: datetime) -> int:
    """Delete pictures among `uploads` that are older than `KEPT_FOR` and that no plan names; returns how many. Each is a line of the audit log."""
    latest_ms = to_ms(now - KEPT_FOR)
    old = [path for path in sorted(uploads.glob(f"{PICTURE_PREFIX}*")) if path.stat().st_mtime * 1000 <= latest_ms]
    if not old:
        return 0
    # Asked for after the files were listed: what became a plan meanwhile is named by now.
    with records.reading() as tx:
        named = {plan.picture.id for plan in tx.floor_plans.at(("*",))}
    gone = [path for path in old if path.name not in named]
    for path in gone:
        # The line comes first: whoever dies in between deletes it, and says so again.
        with records.transaction() as tx:
            tx.housekeeping.audit(AuditEntry(now, SYSTEM, "floor_plan.picture_swept", path.name))
        path.unlink(missing_ok=True)
    return len(gone)
