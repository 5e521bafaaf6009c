"""One file per telemetry engine; each makes an ``ENGINE``."""
