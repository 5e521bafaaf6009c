"""Where things are kept: telemetry over time, and records. Implements interfaces of ``domain``."""
