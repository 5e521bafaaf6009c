"""The fire control room (消防控制室): operators, checks, calls, screens, and the log that is written from events."""

from operations.controlroom.screens import attended, touch
from operations.controlroom.sweeping import sweep

__all__ = ["attended", "sweep", "touch"]
