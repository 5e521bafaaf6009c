"""One file per command: ``declare`` says its options, ``run`` does it and returns the exit code."""
