"""Emergency supplies (应急物资): added, counted, checked in time, removed and put back."""

from operations.supplies.steps import Listed, add, change, check, remove, restore
from operations.supplies.sweeping import sweep

__all__ = ["Listed", "add", "change", "check", "remove", "restore", "sweep"]
