"""Making transitions and quarantine durable in the records, however long that takes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime

from domain.quarantine import Quarantined, QuarantineReason
from domain.records import LeaseLost, RecordsUnavailable
from domain.transition import Transition
from ingest.interfaces import Commit
from ingest.metrics import Facts, Metrics
from ingest.patience import Complaint, delays

log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.05
_LONGEST_WAIT_S = 5.0
_TRIES = 3
"""How often a commit that fails for no known reason is tried before its parts are tried one by one."""


class Stopped(Exception):
    """We were asked to stop before it was durable: nothing of it may be acknowledged."""


class Committing:
    """The one way to the records of a site's ingest; two threads use it (pipeline, telemetry writer)."""

    def __init__(self, site: str, commit: Commit, applied_offset: int, stopping: threading.Event, metrics: Metrics, facts: Facts) -> None:
        self._site = site
        self._commit = commit
        self._applied = applied_offset
        self._stopping = stopping
        self._metrics = metrics
        self._facts = facts
        self._turn = threading.Lock()
        self._complaint = Complaint(f"{site}: the records cannot be written; messages wait at the broker and in the journal")

    @property
    def applied_offset(self) -> int:
        """Everything before this journal offset is durable in the records."""
        return self._applied

    def commit(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int | None = None) -> None:
        """Make it durable, with `offset` as what the journal is judged to (`None`: as far as it was).

        Returns when it is. Raises `Stopped` when asked to stop meanwhile, `LeaseLost` when the site is no longer ours.
        """
        for tries, wait_s in enumerate(delays(_FIRST_WAIT_S, _LONGEST_WAIT_S), start=1):
            try:
                if tries <= _TRIES or self._complaint.standing:
                    self._once(transitions, quarantined, offset)
                else:
                    self._piecemeal(transitions, quarantined, offset)
            except RecordsUnavailable as error:
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
                self._complaint.settle()
                self._facts.records_available = True
                return
            if self._stopping.wait(wait_s):
                raise Stopped

    def try_once(self, offset: int) -> None:
        """Advance the offset if the records can be written just now; if not, another time will do."""
        try:
            self._once((), (), offset)
        except LeaseLost:
            raise
        except Exception as error:
            if not isinstance(error, RecordsUnavailable):
                log.exception("%s: the journal's offset could not be written in a way that should not be", self._site)
            self._facts.last_error = f"records: {error}"

    def _once(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int | None) -> None:
        with self._turn:
            reached = self._applied if offset is None else max(offset, self._applied)
            self._commit(transitions, quarantined, reached)
            self._applied = reached
        self._metrics.commits += 1
        self._metrics.transitions += len(transitions)
        self._metrics.quarantined += len(quarantined)

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
                log.critical("%s: the transition %s of %s could not be written: %r", self._site, transition.change, transition.condition, error)
                failed.append(_as_quarantined(transition, error, transition.known_at))
        try:
            self._once((), [*quarantined, *failed], offset)
        except (RecordsUnavailable, LeaseLost):
            raise
        except Exception:  # noqa: BLE001  likewise
            log.critical("%s: %d quarantined messages could not be written either; they are in the journal only", self._site, len(quarantined) + len(failed))
            self._once((), (), offset)


def _as_quarantined(transition: Transition, error: Exception, at: datetime) -> Quarantined:
    detail = f"{transition.change} {transition.condition} ({transition.episode}): {type(error).__name__}: {error}"[:1000]
    return Quarantined(transition.site, at, f"rules/{transition.rule}", QuarantineReason.INTERNAL, detail, b"")
