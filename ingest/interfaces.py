"""What ingest needs of others, and what others give it: wired in ``steward/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.quarantine import Quarantined
from domain.reading import DeviceEvent, Reading, Value
from domain.records import DeviceCheckpoint
from domain.transition import Transition


class Judge(Protocol):
    """The rules of one site, with their state. Called by one thread, in the order of the journal.

    Deterministic: the same calls after the same `restore` give the same transitions. All times are aware UTC.
    """

    def reading(self, reading: Reading) -> list[Transition]:
        """Judge a reading."""

    def quiet(self, points: Mapping[str, str], at: datetime, values: Mapping[str, Value]) -> Sequence[str]:
        """Note trusted readings without flags that change nothing; the keys of the others, which `reading` is to judge.

        `points` gives the point of each key of `values`. `at` is when they occurred, or when they were received if that was
        before. Of what is named in the answer nothing has been noted.
        """

    def seen(self, device: str, at: datetime) -> list[Transition]:
        """A device spoke."""

    def tick(self, now: datetime) -> list[Transition]:
        """Judge the deadlines that the wall clock has passed. Only when nothing is known to wait."""

    def next_deadline(self) -> datetime | None:
        """When `tick` has something to do; `None`: not before the next reading."""

    def snapshot(self) -> dict[str, object]:
        """Everything that `restore` needs, JSON-able."""

    def restore(self, data: dict[str, object]) -> None:
        """Take up a snapshot. `ValueError` if it is of another version: then nothing has changed."""

    def adopt(self, open_conditions: Mapping[str, str], at: datetime) -> None:
        """Begin with the conditions (→ episode) that are open in the records; for want of a snapshot."""

    def reconcile(self, open_conditions: Mapping[str, str], now: datetime) -> list[Transition]:
        """What has to change in the records for them to say what the rules say."""

    def restarted(self, now: datetime) -> None:
        """We listen again since `now`: silence before it says nothing."""

    def raised(self) -> Mapping[str, str]:
        """The conditions (→ episode) that hold now."""

    @property
    def rules(self) -> int:
        """The sequence of the rule versions that are in force here."""

    def use_rules(self, sequence: int, at: datetime) -> list[Transition]:
        """From `at` on judge by the rules of that sequence; running episodes go on, the last values are judged again.

        The same again changes nothing. Rules that cannot be used leave those that are in force.
        """


Commit = Callable[[Sequence[Transition], Sequence[Quarantined], int], None]
"""Make transitions, quarantine and the journal offset durable in one transaction.

Raises `RecordsUnavailable` (tried again for ever) or `LeaseLost` (ingest stops).
"""

RecordedOffset = Callable[[], int]
"""Up to which journal offset the records have taken what follows from it. May raise `RecordsUnavailable`."""

OpenConditions = Callable[[], Mapping[str, str]]
"""Condition → episode of the site's open alarms in the records. May raise `RecordsUnavailable`."""

Checkpoint = Callable[[Sequence[DeviceCheckpoint]], None]
"""Store what is known of devices. May raise `RecordsUnavailable`: then it is tried again with the next ones."""

JudgeEvent = Callable[[DeviceEvent], Sequence[Transition]]
"""Judge a device event; for rules of kinds that look at events."""


@dataclass(frozen=True, slots=True)
class Restart:
    """What is to be told once after we could not listen: one digest in place of a message for each alarm.

    `blind_from` is `None` when nothing was ever heard. `silent` are the transitions marked so since; `still_true` is
    how many conditions hold that held before.
    """

    blind_from: datetime | None
    blind_to: datetime
    silent: tuple[Transition, ...]
    still_true: int


Digest = Callable[[Restart], None]
"""Tell it. May raise `RecordsUnavailable`: then it is tried again."""


class Incoming(Protocol):
    """A message as a session hands it over; whatever else it carries is the session's own business."""

    @property
    def topic(self) -> str:
        """Its topic."""

    @property
    def payload(self) -> bytes:
        """Its payload; of one that is too large, the beginning."""

    @property
    def size(self) -> int:
        """How long the payload was."""

    @property
    def retained(self) -> bool:
        """Whether it is the broker's retained copy."""

    @property
    def received_us(self) -> int:
        """When it came, in microseconds since 1970 UTC."""
