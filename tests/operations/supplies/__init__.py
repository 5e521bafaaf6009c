"""Emergency supplies."""
