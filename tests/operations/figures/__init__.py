"""Figures of alarms."""
