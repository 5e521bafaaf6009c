"""Tests of what explains an alarm."""
