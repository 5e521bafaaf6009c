"""One file per payload dialect; each makes a ``CODEC``."""

from __future__ import annotations

import sys
from functools import cache

from configuration.extensions import discover
from domain.dialect import NATIVE
from domain.site import Site
from ingest.codecs.codec import Codec


@cache
def codecs() -> dict[str, Codec]:
    """Every dialect there is, by name. `DuplicateExtension` when two files claim one name."""
    found: dict[str, Codec] = discover(sys.modules[__name__], "CODEC", lambda codec: codec.name)
    return found


def codecs_of(site: Site) -> list[Codec]:
    """The dialects that are spoken at `site`, the native one first. `KeyError` for one that does not exist."""
    return [codecs()[name] for name in dict.fromkeys([NATIVE, *(dialect.codec for dialect in site.dialects.values())])]
