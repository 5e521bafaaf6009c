"""Each kind of bridge, against peers of its own kind."""
