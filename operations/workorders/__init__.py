"""Work orders: opening, steps, time limits."""
