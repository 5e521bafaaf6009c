"""Tests of `operations.walls`."""
