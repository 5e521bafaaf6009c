"""Drills with real processes: played, killed, broken off."""
