"""Calling people out: who is called for a notification, step by step, and what their answers do."""
