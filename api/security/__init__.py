"""Who somebody is and what they may do, decided in one place and denied by default."""
