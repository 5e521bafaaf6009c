"""One file per role: ``run(settings)`` puts its parts together and runs until told to stop; returns the exit code."""
