"""History from elsewhere: readings of files into the telemetry store, and nowhere else."""
