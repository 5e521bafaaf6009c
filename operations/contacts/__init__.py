"""How people are reached: their ways of contact, proven to be theirs, tried before they are needed, and known when they fail."""
