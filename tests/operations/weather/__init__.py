"""Weather warnings and what they start."""
