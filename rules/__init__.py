"""When a condition on points is an alarm: engine, kinds, alarm life, and the library of rules."""
