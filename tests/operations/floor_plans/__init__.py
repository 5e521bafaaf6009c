"""Tests of `operations.floor_plans`."""
