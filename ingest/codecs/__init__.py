"""One file per payload dialect; each makes a ``CODEC``."""

from __future__ import annotations

import sys
from functools import cache

from configuration.extensions import discover
from ingest.codecs.codec import Codec


@cache
def codecs() -> dict[str, Codec]:
    """Every dialect there is, by name. `DuplicateExtension` when two files claim one name."""
    found: dict[str, Codec] = discover(sys.modules[__name__], "CODEC", lambda codec: codec.name)
    return found
