"""The channels under test: one file for each platform, with its ``CASES``."""
