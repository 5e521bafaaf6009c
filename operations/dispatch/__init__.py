"""Who should take which order: proposals with their reasons, and dispatch without a dispatcher."""
