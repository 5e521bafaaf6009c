"""By what a list is sorted: words of the contract, a ``-`` before those that turn the order round."""

from __future__ import annotations

from enum import StrEnum


class OrderSort(StrEnum):
    """Of work orders. Numbers are given in the order of opening, so that `OPENED` sorts by them too."""

    NEWEST = "-opened"
    OPENED = "opened"
    DUE = "due"
    """To be resolved first comes first; what has no such limit comes last."""
    DUE_LAST = "-due"
    """To be resolved last comes first; what has no such limit comes last here too."""
    PRIORITY = "priority"
    """P1 first; of one priority the newest first."""
    LEAST_PRIORITY = "-priority"


class AlarmSort(StrEnum):
    """Of alarms."""

    NEWEST = "-raised"
    RAISED = "raised"
    SEVERITY = "severity"
    """Critical ones first; of one severity the newest first."""
    LEAST_SEVERITY = "-severity"
