"""Tests of importing history."""
