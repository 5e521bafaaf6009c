"""Wall screens that somebody relies on: one that is gone, or that nobody looks at while it speaks, is told to somebody."""

from operations.walls.keeping import seen, unwatch, watch
from operations.walls.sweeping import sweep

__all__ = ["seen", "sweep", "unwatch", "watch"]
