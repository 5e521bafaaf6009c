"""The house stays as drawn: imports point one way, and only wiring knows every room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAY_IMPORT = {
    "domain": set(),
    "configuration": {"domain"},
    "devices": {"domain", "configuration"},
    "ingest": {"domain", "configuration", "devices"},
    "bridges": {"domain", "configuration", "devices", "egress"},
    "rules": {"domain", "configuration", "devices"},
    "operations": {"domain", "configuration", "devices", "rules"},
    "egress": {"domain"},
    "notify": {"domain", "configuration", "devices", "rules", "operations", "egress"},
    "storage": {"domain", "configuration"},
    "api": {"domain", "configuration", "devices", "rules", "operations", "egress", "notify"},
    "simulators": {"domain", "configuration", "devices"},
    "steward": {
        "domain",
        "configuration",
        "devices",
        "ingest",
        "bridges",
        "rules",
        "operations",
        "egress",
        "notify",
        "storage",
        "api",
        "dashboards",
        "simulators",
    },
}
ROOMS = set(MAY_IMPORT)


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {module.split(".")[0] for module in modules}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_from_the_rooms_before_it(room: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {other}"
        for path in (ROOT / room).rglob("*.py")
        for other in (imports_of(path) & (ROOMS | {"tests", "benchmarks"})) - MAY_IMPORT[room] - {room}
    }
    assert wrong == set()


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    import sys  # noqa: PLC0415  its list of standard modules is all we want of it

    foreign = {f"{path.name}: {module}" for path in (ROOT / "domain").glob("*.py") for module in imports_of(path) - sys.stdlib_module_names - {"domain"}}
    assert foreign == set()


def test_the_wall_clock_is_read_by_wiring_only() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for room in ROOMS - {"steward", "simulators"}
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert readers <= {"domain/time.py"}
