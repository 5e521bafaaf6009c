"""Floor plans: whose picture hangs where, and where assets stand on it."""
