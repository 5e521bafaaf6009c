"""Tests of the life of an alarm record."""
