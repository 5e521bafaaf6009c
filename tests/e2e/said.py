"""What a running Steward said of faults, shown with the test that failed beside it; a plugin of pytest."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.e2e.installation import Installation

_LINES = 80
_WORDS = (" ERROR ", " CRITICAL ", "Traceback", " 500")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the faults in the log of every installation that the failed test used."""
    report = yield
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Installation):
                report.sections.append((f"what {name} said of faults after {call.when}", faults(value)))
    return report


def faults(installation: Installation) -> str:
    """The last lines of its log from the first that tells a fault among them; what is no fault between them stays, for tracebacks."""
    try:
        lines = installation.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return str(error)
    told = [number for number, line in enumerate(lines) if any(word in line for word in _WORDS)]
    recent = [number for number in told if number >= len(lines) - 5 * _LINES] or told[-1:]
    return "\n".join(lines[recent[0] :][-_LINES:]) if recent else "(nothing)"
