"""The emergency supplies of the demonstration: written down where a site has none yet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from domain.post import Post
from domain.records import Records
from domain.site import Site
from operations.supplies import Listed, add

BY = "engineer"


def keep_supplies(records: Records, site: Site, file: Path, now: datetime) -> int:
    """Write down what `file` lists, counted `now`, unless the site has or had any. Returns how many were written."""
    with records.reading() as tx:
        if any(tx.supplies.list((site.id,), removed=removed, limit=1).items for removed in (False, True)):
            return 0
    listed: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    with records.transaction() as tx:
        for entry in listed:
            add(tx, _listed(entry), count=entry["count"], site=site, by=BY, at=now)
    return len(listed)


def _listed(entry: dict[str, Any]) -> Listed:
    return Listed(
        name=entry["name"],
        unit=entry["unit"],
        wanted=entry["wanted"],
        post=Post(entry["post"]),
        check_every_days=entry["every"],
        space=entry["space"],
        spot=entry["spot"],
        expires_on=entry.get("expires_on"),
    )
