"""The life of an alarm record: what a transition of the rules does to it, and what people may do."""
