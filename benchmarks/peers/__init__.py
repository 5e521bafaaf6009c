"""Peers: what others would use in place of Steward, as they would write it. Each is a program of its own."""
