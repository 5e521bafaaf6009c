"""No locked distribution owns one of our top-level names (one that installs `tests` or `api` would be imported instead of ours)."""

from __future__ import annotations

from importlib.metadata import distributions

from tests.house.test_imports_point_one_way import ROOMS

OURS = ROOMS | {"tests", "benchmarks"}


def test_no_installed_distribution_owns_one_of_our_names() -> None:
    theirs = {
        f"{distribution.metadata['Name']} installs {file.parts[0]}"
        for distribution in distributions()
        if distribution.metadata["Name"] != "steward"
        for file in distribution.files or []
        if file.parts[0].removesuffix(".py") in OURS
    }
    assert theirs == set()
