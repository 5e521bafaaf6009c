"""The floor plans of the demonstration: hung where a space has none yet, by the same checks as anybody's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from api.plan_pictures import checked_plan
from api.uploads import keep
from domain.floor_plan import Placement
from domain.records import Records
from domain.site import Site
from operations.floor_plans.drawing import hang, place

BY = "engineer"


def hang_plans(records: Records, site: Site, folder: Path, uploads: Path, now: datetime) -> int:
    """Hang what ``plans.yaml`` in `folder` names; what somebody has drawn stays. Returns how many were hung."""
    file = folder / "plans.yaml"
    listed: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else []
    return sum(_hang(records, site, space, entry, folder, uploads, now) for entry in listed for space in entry["spaces"])


def _hang(records: Records, site: Site, space: str, entry: dict[str, Any], folder: Path, uploads: Path, now: datetime) -> bool:
    with records.reading() as tx:
        if tx.floor_plans.get(site.id, space) is not None:
            return False
    found = checked_plan(entry["picture"], (folder / entry["picture"]).read_bytes())
    placements = [Placement(asset.format(space=space), x, y) for asset, (x, y) in entry["assets"].items()]
    keep(uploads, found.picture.id, found.content)
    with records.transaction() as tx:
        plan = hang(tx, site, space, found.picture, version=0, by=BY, at=now)
        place(tx, site, plan, placements, version=plan.version, by=BY, at=now)
    return True
