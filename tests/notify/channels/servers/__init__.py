"""Servers that behave as the real ones do, each in its own file."""
