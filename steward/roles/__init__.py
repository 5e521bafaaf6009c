"""One file per role: ``run(settings)`` puts its parts together and runs until told to stop; returns the exit code."""

ROLES = ("broker", "ingest", "server", "worker")
"""In the order in which they start."""
