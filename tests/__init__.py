"""Tests: one folder for each room, real parts in ``parts``."""
