"""A line of facts for each scenario, at the end of the test run whatever became of it; a plugin of pytest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_PROPERTY = "facts"

Tell = Callable[[object], None]
"""Given the figures of a scenario."""


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Say the figures of this test in the summary; works in every process of a distributed run."""
    return lambda facts: record_property(_PROPERTY, str(facts))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The lines of all tests that told any."""
    reports = [report for group in terminalreporter.stats.values() for report in group if isinstance(report, pytest.TestReport) and report.when == "call"]
    lines = [str(value) for report in reports for name, value in report.user_properties if name == _PROPERTY]
    if lines:
        terminalreporter.section("facts")
        for line in lines:
            terminalreporter.write_line(line)
