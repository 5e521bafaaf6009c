"""Making transitions and quarantine durable in the records, however long that takes.

While the records are away the pipeline goes on: what it has judged waits here, in order. It is in the journal, and no
snapshot is taken beyond what is applied, so after a crash the same is judged again. Only when too much waits does
everybody wait.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.quarantine import Quarantined, QuarantineReason
from domain.records import LeaseLost, RecordsUnavailable
from domain.sparing import Sparing
from domain.transition import Transition
from ingest.interfaces import Commit, RecordedOffset
from ingest.metrics import Facts, Metrics
from ingest.patience import Complaint, delays

log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.05
_LONGEST_WAIT_S = 5.0
MOST_WAITING = 20_000
"""Transitions and quarantined messages that may wait in memory (a few KB each)."""
_LARGEST_COMMIT = 1_000
"""So many transitions at once when the records are back: others want to write, too."""
_TRIES = 3
"""How often a commit that fails for no known reason is tried before its parts are tried one by one."""


class _Part(NamedTuple):
    """What was handed in at once, and what the journal is judged to with it."""

    transitions: Sequence[Transition]
    quarantined: Sequence[Quarantined]
    offset: int

    @property
    def weight(self) -> int:
        return len(self.transitions) + len(self.quarantined)


class Stopped(Exception):
    """We were asked to stop before it was durable: nothing of it may be acknowledged."""


class Committing:
    """The one way to the records of a site's ingest; two threads use it (pipeline, telemetry writer)."""

    def __init__(
        self,
        site: str,
        commit: Commit,
        applied_offset: int,
        stopping: threading.Event,
        metrics: Metrics,
        facts: Facts,
        *,
        most_waiting: int = MOST_WAITING,
        recorded: RecordedOffset | None = None,
    ) -> None:
        """`recorded` is asked after a commit whose answer did not come; `None`: it is tried again in any case."""
        self._site = site
        self._commit = commit
        self._most_waiting = most_waiting
        self._recorded = recorded
        self._waiting: deque[_Part] = deque()
        self._unsure = False
        """Whether the last commit may have happened though it failed: only its answer may be lost."""
        self._waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        self._next_try_s = 0.0
        self._applied = applied_offset
        self._stopping = stopping
        self._metrics = metrics
        self._facts = facts
        self._turn = threading.Lock()
        self._odd, self._unwritten = Sparing(log), Sparing(log)
        self._complaint = Complaint(f"{site}: the records cannot be written; what follows from messages waits in memory and in the journal")

    @property
    def applied_offset(self) -> int:
        """Everything before this journal offset is durable in the records."""
        return self._applied

    @property
    def waiting(self) -> int:
        """How many transitions and quarantined messages wait for the records. While any does, nothing later is applied."""
        return sum(part.weight for part in self._waiting)

    def hand_in(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int) -> bool:
        """`commit`, but if the records are away it waits here while the caller goes on; whether everything is durable.

        For one thread, in the order of the journal. When too much waits it blocks like `commit`.
        """
        self._waiting.append(_Part(transitions, quarantined, offset))
        durable = self.try_again(at_once=len(self._waiting) == 1)
        while not durable and self.waiting > self._most_waiting:
            if self._stopping.wait(max(0.01, self._next_try_s - time.monotonic())):
                raise Stopped
            durable = self.try_again()
        return durable

    def try_again(self, *, at_once: bool = False) -> bool:
        """Commit what waits if it is time to try; whether nothing waits any more. Raises as `commit`, but never for waiting."""
        while self._waiting:
            if not at_once and time.monotonic() < self._next_try_s:
                return False
            try:
                self._pass_over_what_is_there()
                if not self._waiting:
                    break
                count, transitions, quarantined, offset = self._next_commit()
                self._once(transitions, quarantined, offset)
            except RecordsUnavailable as error:
                self._unsure = True
                self._complaint.raise_(error)
                self._facts.records_available = False
                self._facts.last_error = f"records: {error}"
                self._next_try_s = time.monotonic() + next(self._waits)
                self._metrics.pending_commits = self.waiting
                return False
            except LeaseLost:
                raise
            except Exception:  # noqa: BLE001  it is said below, sparingly
                self._odd.say(logging.ERROR, "%s: a commit failed in a way that should not be; trying its parts", self._site, exc_info=True)
                self.commit(transitions, quarantined, offset)
            for _ in range(count):
                self._waiting.popleft()
            self._works()
        self._metrics.pending_commits = 0
        return True

    def _pass_over_what_is_there(self) -> None:
        """After a commit without an answer: what the records have taken is not given to them again. Raises `RecordsUnavailable`."""
        if not self._unsure or self._recorded is None:
            return
        recorded = self._recorded()
        self._unsure = False
        while self._waiting and self._waiting[0].offset <= recorded:
            part = self._waiting.popleft()
            self._applied = max(self._applied, part.offset)
            self._count(part.transitions, part.quarantined)
            self._works()

    def _is_there(self, offset: int | None) -> bool:
        """Whether the commit that was to reach `offset` has happened; one that was to reach nothing new cannot be told."""
        if offset is None or offset <= self._applied or self._recorded is None or self._recorded() < offset:
            return False
        self._applied = offset
        return True

    def commit(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int | None = None) -> None:
        """Make it durable, with `offset` as what the journal is judged to (`None`: as far as it was).

        Returns when it is. Raises `Stopped` when asked to stop meanwhile, `LeaseLost` when the site is no longer ours.
        """
        unsure = False
        for tries, wait_s in enumerate(delays(_FIRST_WAIT_S, _LONGEST_WAIT_S), start=1):
            try:
                if unsure and self._is_there(offset):
                    self._count(transitions, quarantined)
                elif tries <= _TRIES or self._complaint.standing:
                    self._once(transitions, quarantined, offset)
                else:
                    self._piecemeal(transitions, quarantined, offset)
            except RecordsUnavailable as error:
                unsure = True
                self._complaint.raise_(error)
                self._facts.records_available = False
                self._facts.last_error = f"records: {error}"
            except LeaseLost:
                raise
            except Exception:
                if tries > _TRIES and not self._complaint.standing:
                    raise
                log.exception("%s: a commit failed in a way that should not be (try %d of %d)", self._site, tries, _TRIES)
            else:
                self._works()
                return
            if self._stopping.wait(wait_s):
                raise Stopped

    def try_once(self, offset: int) -> None:
        """Advance the offset if the records can be written just now; if not, another time will do. Not while anything waits."""
        if self._waiting:
            return
        try:
            self._once((), (), offset)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  it is said below, sparingly
            if not isinstance(error, RecordsUnavailable):
                self._odd.say(logging.ERROR, "%s: the journal's offset could not be written in a way that should not be", self._site, exc_info=True)
            self._facts.last_error = f"records: {error}"

    def _next_commit(self) -> tuple[int, Sequence[Transition], Sequence[Quarantined], int]:
        """What goes together: how many parts, their contents, and what the journal is judged to with them."""
        first = self._waiting[0]
        if len(self._waiting) == 1:
            return 1, first.transitions, first.quarantined, first.offset
        transitions: list[Transition] = []
        quarantined: list[Quarantined] = []
        count, offset = 0, first.offset
        for part in self._waiting:
            if count and len(transitions) + len(quarantined) + part.weight > _LARGEST_COMMIT:
                break
            transitions += part.transitions
            quarantined += part.quarantined
            count, offset = count + 1, part.offset
        return count, transitions, quarantined, offset

    def _works(self) -> None:
        if self._complaint.standing:
            self._waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        self._complaint.settle()
        self._facts.records_available = True

    def _once(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int | None) -> None:
        with self._turn:
            began_s = time.monotonic()
            reached = self._applied if offset is None else max(offset, self._applied)
            self._commit(transitions, quarantined, reached)
            self._applied = reached
            seconds = time.monotonic() - began_s
        self._metrics.commit_seconds.observe(seconds)
        self._count(transitions, quarantined)

    def _count(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined]) -> None:
        metrics = self._metrics
        metrics.commits += 1
        metrics.transitions += len(transitions)
        metrics.transitions_by_change.update(transition.change.value for transition in transitions)
        metrics.quarantined += len(quarantined)
        metrics.quarantined_by_reason.update(item.reason.value for item in quarantined)

    def _piecemeal(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int | None) -> None:
        """One part in a commit of our own making cannot be written: the others must not wait for it.

        What fails alone is put into quarantine as our own fault, so that it is seen and can be mended.
        """
        failed: list[Quarantined] = []
        for transition in transitions:
            try:
                self._once([transition], (), None)
            except (RecordsUnavailable, LeaseLost):
                raise
            except Exception as error:  # noqa: BLE001  whatever it is, it must not stop the others
                self._unwritten.say(
                    logging.CRITICAL, "%s: the transition %s of %s could not be written: %r", self._site, transition.change, transition.condition, error
                )
                failed.append(_as_quarantined(transition, error, transition.known_at))
        try:
            self._once((), [*quarantined, *failed], offset)
        except (RecordsUnavailable, LeaseLost):
            raise
        except Exception:  # noqa: BLE001  likewise
            self._unwritten.say(
                logging.CRITICAL,
                "%s: %d quarantined messages could not be written either; they are in the journal only",
                self._site,
                len(quarantined) + len(failed),
            )
            self._once((), (), offset)


def _as_quarantined(transition: Transition, error: Exception, at: datetime) -> Quarantined:
    detail = f"{transition.change} {transition.condition} ({transition.episode}): {type(error).__name__}: {error}"[:1000]
    return Quarantined(transition.site, at, f"rules/{transition.rule}", QuarantineReason.INTERNAL, detail, b"")
