"""Incidents: alarms with one cause, handled together."""
