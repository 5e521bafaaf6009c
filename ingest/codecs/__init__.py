"""One file per payload dialect; each makes a ``CODEC``."""
