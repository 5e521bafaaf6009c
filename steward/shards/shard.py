"""One site in the hands of this process: from taking it to giving it back, in a thread of its own.

What fails, hangs or waits here does so for this site only. Whoever has a shard has, in this order and until it is over:
the lock on the site's journal, the lease with its epoch, the site's ingest.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from enum import StrEnum

from domain.records import LeaseLost, Records, RecordsUnavailable
from domain.site import Site
from domain.time import Clock
from ingest.committing import Stopped
from ingest.journal import Journal
from ingest.patience import Complaint
from ingest.service import IngestFailed
from steward.shards.data_folder import DataFolder
from steward.shards.flock import Flock
from steward.shards.opening import Deed, OpenSite
from steward.shards.owned_records import OwnedRecords
from steward.shards.terms import LEASE_S, LOOK_EVERY_S, RENEW_EVERY_S

log = logging.getLogger(__name__)

_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""It goes on while the machine sleeps."""


class Outcome(StrEnum):
    """How a shard ended."""

    OUT_OF_REACH = "out of reach"
    """Somebody else has the site, or the records are away: nothing was begun."""
    GIVEN_BACK = "given back"
    LOST = "lost"
    """Another owner has taken it."""
    FAILED = "failed"


Open = Callable[[Deed], OpenSite]
"""`Opening.open`."""


class Shard:
    """A site that this process takes, has, or gives back."""

    def __init__(self, site: Site, folder: DataFolder, records: Records, open_site: Open, clock: Clock) -> None:
        self.site = site
        self.outcome: Outcome | None = None
        """`None` until it is over."""
        self.why = ""
        """Of an outcome that somebody should hear of."""
        self.asked_at_s: float | None = None
        """When it was asked to end; steady seconds."""
        self.began_s = steady_s()
        self._folder = folder
        self._records = records
        self._open = open_site
        self._clock = clock
        self._epoch: int | None = None
        self._renewed_s = 0.0
        self._open_site: OpenSite | None = None
        self._no_rules = Complaint(f"{site.id}: what rules are in force cannot be found out; those that are stay so")
        self._stopping = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"shard {site.id}", daemon=True)

    @property
    def epoch(self) -> int | None:
        """The epoch of our lease; `None` while we have none."""
        return self._epoch

    @property
    def over(self) -> bool:
        """Whether it has ended; then `outcome` says how."""
        return self._over.is_set()

    def start(self) -> None:
        """Begin to take the site."""
        self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """Whether it is over within `timeout_s`."""
        return self._over.wait(timeout_s)

    def give_back(self) -> None:
        """Begin to end: what was taken from the broker is finished, a snapshot is left, the lease is given back."""
        if self.asked_at_s is None:
            self.asked_at_s = steady_s()
        self._stopping.set()
        if (here := self._open_site) is not None:
            here.ingest.ask_to_stop()

    def lost(self, why: str) -> None:
        """Another owner has the site: end, and write nothing."""
        self.why = self.why or why
        self.give_back()

    def renewed(self, at_s: float) -> None:
        """The lease was made longer; that began `at_s`, by `steady_s`."""
        self._renewed_s = at_s

    def _run(self) -> None:
        claim: Flock | None = None
        outcome = Outcome.FAILED
        try:
            claim = self._folder.claim(self.site.id)
            outcome = Outcome.OUT_OF_REACH if claim is None else self._take()
        except (LeaseLost, RecordsUnavailable) as error:
            outcome, self.why = Outcome.OUT_OF_REACH, str(error)
        except Exception as error:
            log.debug("%s: the site could not be taken", self.site.id, exc_info=True)
            self.why = str(error) or type(error).__name__
        finally:
            if claim is not None:
                claim.release()
            self.outcome = outcome
            self._over.set()

    def _take(self) -> Outcome:
        site = self.site.id
        renewed_s = steady_s()
        with self._records.transaction() as tx:
            former = tx.ingests.lease(site)
            epoch = tx.ingests.acquire(site, self._folder.owner, self._clock(), LEASE_S)
            offset = tx.ingests.offset(site)
            checkpoints = tx.ingests.devices(site)
        self._renewed_s = renewed_s
        self._epoch = epoch
        try:
            if former is not None and not self._folder.has_journal_of(former.owner):
                offset = max(offset, self._leave_aside())
            deed = Deed(self.site, epoch, self._folder.of_site(site), offset, checkpoints, self._confirm, self._stopping)
            return self._have(deed)
        finally:
            self._epoch = None
            self._release(epoch)

    def _have(self, deed: Deed) -> Outcome:
        """Ingest, until it ends or is asked to. Whatever happens, it has ended when this returns."""
        try:
            here = self._open_site = self._open(deed)
        except Stopped:
            return Outcome.GIVEN_BACK
        here.ingest.start()
        log.info("%s: ingest runs here (epoch %d)", self.site.id, deed.epoch)
        if self._stopping.is_set():
            here.ingest.ask_to_stop()
        try:
            while not here.ingest.wait(LOOK_EVERY_S):
                self._look_for_rules(here)
        except IngestFailed as error:
            if isinstance(error.__cause__, LeaseLost):
                self.why = self.why or str(error.__cause__)
                return Outcome.LOST
            self.why = str(error.__cause__ or error)
            return Outcome.FAILED
        if self._stopping.is_set():
            return Outcome.LOST if self.why else Outcome.GIVEN_BACK
        self.why = "it has ended by itself"
        return Outcome.FAILED

    def _look_for_rules(self, here: OpenSite) -> None:
        if self._stopping.is_set():
            return
        try:
            here.look_for_rules()
        except (RecordsUnavailable, Stopped):
            pass  # the renewal of the lease says so; the rules in force stay in force
        except LeaseLost as error:
            self.lost(str(error))
        except Exception as error:  # noqa: BLE001  whatever it is, it must not end a site that works
            self._no_rules.raise_(repr(error))
        else:
            self._no_rules.settle()

    def _confirm(self) -> bool:
        """Whether the site is ours: as the records say, or, while they cannot be asked, because nobody else can have it yet."""
        try:
            with OwnedRecords(self._records, self.site.id, self._epoch or 0).reading():
                return True
        except RecordsUnavailable:
            return steady_s() - self._renewed_s < LEASE_S - RENEW_EVERY_S

    def _leave_aside(self) -> int:
        """Another data folder has judged since ours did: what our rules remember is old, and what is in our journal came again there.

        Returns where our journal ends: nothing before it is to be applied any more.
        """
        folder = self._folder.of_site(self.site.id)
        snapshot = folder / "snapshot.json"
        if snapshot.exists():
            log.warning("%s: another data folder has judged it since; going on from what the records know", self.site.id)
            snapshot.unlink()
        journal = Journal(folder / "journal")
        try:
            return journal.end
        finally:
            journal.close()

    def _release(self, epoch: int) -> None:
        try:
            with self._records.transaction() as tx:
                tx.ingests.release(self.site.id, epoch)
        except RecordsUnavailable as error:
            log.warning("%s: its lease could not be given back, it ends in %.0f s: %s", self.site.id, LEASE_S, error)


def steady_s() -> float:
    """Seconds of a clock that nobody can set."""
    return time.clock_gettime(_STEADY)
