"""Tests of printed forms."""
