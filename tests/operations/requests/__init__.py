"""Requests from people: from taking them in to the return visit."""
