"""The HTTP contract: security, routes, live stream."""
