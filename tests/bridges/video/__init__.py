"""Probing cameras."""
