"""Tests of what platforms push."""
