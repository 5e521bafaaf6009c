"""The product's own bounds, by seed: as they are, or so small that a few messages reach them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import ModuleType
from unittest.mock import patch

import ingest.committing
import ingest.keeping
import ingest.pipeline
import ingest.service
import ingest.telemetry_writer
from ingest.hand_over import HandOver

_BOUNDS: tuple[tuple[ModuleType, str, int], ...] = (
    (ingest.pipeline, "GROUP_MESSAGES", 3),
    (ingest.service, "MOST_WAITING", 4),
    (ingest.committing, "_LARGEST_COMMIT", 2),
    (ingest.telemetry_writer, "LARGEST_BATCH", 3),
    (ingest.keeping, "SNAPSHOT_RECORDS", 7),
)


@contextmanager
def turned(chance: random.Random) -> Iterator[None]:
    """With bounds that `chance` has drawn."""
    with ExitStack() as stack:
        for module, name, small in _BOUNDS:
            usual = getattr(module, name)
            stack.enter_context(patch.object(module, name, chance.choice((usual, usual, small))))
        if chance.random() < 0.3:
            stack.enter_context(patch.object(ingest.service, "HandOver", partial(HandOver, most_messages=2)))
        yield
