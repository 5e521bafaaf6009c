"""Phones: of posts, offline, and of people without an account."""
