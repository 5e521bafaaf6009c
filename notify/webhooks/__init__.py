"""Telling other systems: every step becomes a delivery, every delivery is signed, sent and, if need be, sent again."""
