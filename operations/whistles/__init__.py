"""Whistles (吹哨): calling several departments for one matter, their check-ins, and what follows when one does not come."""

from operations.whistles.steps import NewWhistle, add_department, blow, check_in, note, stand_down
from operations.whistles.sweeping import sweep

__all__ = ["NewWhistle", "add_department", "blow", "check_in", "note", "stand_down", "sweep"]
