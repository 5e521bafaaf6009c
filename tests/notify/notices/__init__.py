"""Notices on their way to residents."""
