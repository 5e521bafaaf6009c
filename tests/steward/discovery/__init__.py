"""Devices that others have announced, from their messages to stored readings."""
