"""The form that asks for a permit says the same as the rules that judge it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from dashboards import build_web_app
from domain.permit import NEEDS_PHOTOS, NEEDS_WATCHER, RECHECK_AFTER, PermitKind
from rules.permits.kinds import PERMIT_RULES

TABLE = json.loads((Path(build_web_app.__file__).parent / "src/permits/permit-kinds.json").read_text(encoding="utf-8"))


def test_every_kind_is_in_the_table() -> None:
    assert set(TABLE) == {kind.value for kind in PermitKind}


@pytest.mark.parametrize("kind", PermitKind)
def test_a_kind_asks_for_the_same(kind: PermitKind) -> None:
    recheck = RECHECK_AFTER.get(kind)
    assert TABLE[kind.value] == {
        "longest_hours": PERMIT_RULES[kind].longest // timedelta(hours=1),
        "watcher": kind in NEEDS_WATCHER,
        "photos": kind in NEEDS_PHOTOS,
        "recheck_minutes": None if recheck is None else recheck // timedelta(minutes=1),
        "hides": {device_type: None if keys is None else sorted(keys) for device_type, keys in PERMIT_RULES[kind].hides.items()},
    }
