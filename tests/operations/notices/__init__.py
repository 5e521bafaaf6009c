"""Notices to residents."""
