"""One file per channel; each makes a ``CHANNEL``."""
