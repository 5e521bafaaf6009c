"""One file per rule kind; each makes a ``KIND``."""
