"""Whistles and their check-ins."""
