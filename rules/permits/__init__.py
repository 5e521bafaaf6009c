"""Permits (作业许可): who may work where and when, what that hides, and the alarms that follow when nobody ends it."""

from rules.permits.own_alarms import is_own

__all__ = ["is_own"]
