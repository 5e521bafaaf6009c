"""A real part for tests."""
