"""Tests of trying rules on history."""
