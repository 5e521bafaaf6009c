"""Reading what people write: YAML with line numbers, checked against a model, every problem named with its remedy."""
