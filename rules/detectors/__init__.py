"""The detectors that kinds bind: one file each, pure, after the protocol of ``rules.detector``."""
