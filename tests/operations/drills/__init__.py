"""Drills, apart from what is real."""
