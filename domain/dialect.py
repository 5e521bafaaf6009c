"""How devices that do not speak Steward's own payloads are understood: where they publish, and what their values mean here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.reading import Value

NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Dialect:
    """A payload dialect in use at a site. `id` is what devices name; two bridges of one kind are two dialects.

    `codec` reads it. `topic` says where its devices publish, as that codec understands it; empty: where they do by
    default. `options` are the codec's own.
    """

    id: str
    codec: str
    topic: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversion:
    """From a value on the wire to the point's own.

    `values` goes first: what is written on the wire (``true``, ``ON``, ``3``) → the point's value; what it does not name
    is unknown. A number is then multiplied by `scale`, and `offset` added, in the unit of the point.
    """

    scale: float = 1.0
    offset: float = 0.0
    values: Mapping[str, Value] = field(default_factory=dict)
