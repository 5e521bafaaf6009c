"""Reviews of runs of emergency plans."""
