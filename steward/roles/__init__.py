"""One file per role: ``run(settings)`` puts its parts together and runs until told to stop; returns the exit code."""

ROLES = ("broker", "ingest", "server", "worker", "drills")
"""In the order in which they start."""
BRIDGE = "bridge"
"""The role of a bridge, which is one of several: ``bridge:NAME``, run by ``run(settings, name)``. They start after the others."""
