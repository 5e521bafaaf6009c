"""What is asked for in one request, and how a request is divided that the server refuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bridges.modbus.addresses import Table

MOST_REGISTERS = 125
MOST_BITS = 2000
"""In one request: Modbus Application Protocol 1.1b3, §6.1 to §6.4 (0x7D and 0x7D0)."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Neighbouring addresses that are read together or not at all: a value."""

    start: int
    count: int

    @property
    def end(self) -> int:
        """The first address behind it."""
        return self.start + self.count


@dataclass(frozen=True, slots=True)
class Batch:
    """One request. `spans` are in order, and there is at least one."""

    table: Table
    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Its first address."""
        return self.spans[0].start

    @property
    def count(self) -> int:
        """How many addresses it covers, with those between its spans."""
        return max(span.end for span in self.spans) - self.start

    def halves(self) -> tuple[Batch, Batch]:
        """Two parts, divided at the widest gap between spans, or in the middle where there is none. It must have two spans."""
        ends = list(accumulate((span.end for span in self.spans), max))
        middle = len(self.spans) / 2
        at = max(range(1, len(self.spans)), key=lambda index: (max(0, self.spans[index].start - ends[index - 1]), -abs(index - middle)))
        return Batch(self.table, self.spans[:at]), Batch(self.table, self.spans[at:])

    def __str__(self) -> str:
        return f"{self.table} {self.start}" if self.count == 1 else f"{self.table} {self.start} to {self.start + self.count - 1}"


def batches(table: Table, spans: Iterable[Span], *, most: int, gap: int) -> Sequence[Batch]:
    """As few requests as cover `spans`: each at most `most` long, over at most `gap` addresses that nobody wants."""
    found: list[list[Span]] = []
    end = 0
    for span in sorted(set(spans)):
        if found and span.start - end <= gap and max(end, span.end) - found[-1][0].start <= most:
            found[-1].append(span)
            end = max(end, span.end)
        else:
            found.append([span])
            end = span.end
    return [Batch(table, tuple(each)) for each in found]
