"""Recording and playing back."""
