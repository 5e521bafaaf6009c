"""Requests from people: taking them in, asking whether they are satisfied, and going to see them when they are not."""
