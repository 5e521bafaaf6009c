"""What foreign dialects have in common."""
