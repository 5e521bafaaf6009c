"""Visits of contractors."""
