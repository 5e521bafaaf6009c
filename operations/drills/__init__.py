"""Drills (应急演练): planned, begun, ended, and kept apart from everything that is real. See ``docs/drills.md``."""
