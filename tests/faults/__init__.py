"""Faults with real processes under load: what the broker took is stored once, every condition has its alarm and order."""
