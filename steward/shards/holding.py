"""What this process has of the sites: it looks at the others, takes what it should have, and gives back what it should not.

The share-out (`share_out`) says who should have a site; locks and leases (`shard`) say who can. So nothing is doubled when
two processes are of different opinions for a moment: one of them is merely refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.records import Heartbeat, Lease, LeaseLost, Records, RecordsUnavailable
from domain.site import Site
from domain.time import Clock, rfc3339
from ingest.patience import Complaint
from steward.shards.data_folder import DataFolder, name_of
from steward.shards.failures import Failures
from steward.shards.peers import ROLE, Peers, Sign
from steward.shards.shard import Outcome, Shard, steady_s
from steward.shards.share_out import Process, share_out
from steward.shards.terms import LEASE_S, PATIENCE_S, RENEW_EVERY_S, SETTLE_S, STOP_WITHIN_S, TRY_AGAIN_S

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _View:
    """What the records say of everybody, at one moment."""

    leases: Mapping[str, Lease]
    others: Mapping[str, Process]


class Holding:
    """The sites of one process, `me`. One thread calls it: `look` again and again, `leave` in the end."""

    def __init__(
        self,
        me: str,
        sites: Mapping[str, Site],
        folder: DataFolder,
        records: Records,
        new_shard: Callable[[Site], Shard],
        clock: Clock,
        now_s: Callable[[], float] = steady_s,
    ) -> None:
        self._me = me
        self._sites = sites
        self._folder = folder
        self._records = records
        self._new_shard = new_shard
        self._clock = clock
        self._now_s = now_s
        self._peers = Peers(me, folder.owner, folder.lives)
        self._shards: dict[str, Shard] = {}
        self._failures = Failures()
        self._away = Complaint("the records do not answer; sites stay with those who have them")
        self._try_at_s: dict[str, float] = {}
        self._elsewhere_s: dict[str, float] = {}
        """Since when a site that we have should be another's."""
        self._missing_s: dict[str, float] = {}
        """Since when a site that we should have is out of our reach; infinite when that has been said."""
        self._told: Sign | None = None
        self._next_sign_s = 0.0

    @property
    def has(self) -> frozenset[str]:
        """The sites whose lease is ours."""
        return frozenset(self._leased())

    def look(self) -> None:
        """See how things are and do what follows; takes no time to speak of while the records answer."""
        self._bury()
        try:
            self._give_sign()
            view = self._see()
        except RecordsUnavailable as error:
            self._away.raise_(error)
            return
        self._away.settle()
        self._notice_losses(view)
        wanted = self._share_out(view)
        self._give_back(wanted)
        self._take(wanted, view)

    def leave(self, wait: Callable[[float], object]) -> bool:
        """Give everything back; whether all of it ended well. `wait` waits so many seconds."""
        until_s = self._now_s() + STOP_WITHIN_S
        well = True
        for shard in self._shards.values():
            shard.give_back()
        while self._shards and self._now_s() < until_s:
            wait(0.05)
            well = self._bury() and well
            self._say_quietly(left=False)
        for site in self._shards:
            log.error("%s: its ingest does not stop; it ends with this process", site)
        self._say_quietly(left=True)
        return well and not self._shards

    def _see(self) -> _View:
        with self._records.reading() as tx:
            leases = {lease.site: lease for lease in tx.ingests.leases()}
            beats = tx.housekeeping.heartbeats()
        return _View(leases, self._peers.look(beats, self._clock(), self._now_s()))

    def _bury(self) -> bool:
        """Take leave of the shards that are over; whether none of them had failed."""
        well = True
        now_s = self._now_s()
        for site, shard in list(self._shards.items()):
            if not shard.over:
                if shard.epoch is not None:
                    self._failures.runs(site, now_s - shard.began_s)
                continue
            del self._shards[site]
            self._elsewhere_s.pop(site, None)
            match shard.outcome:
                case Outcome.OUT_OF_REACH:
                    self._try_at_s[site] = now_s + TRY_AGAIN_S
                case Outcome.LOST:
                    log.error("%s: another owner has it now (%s); its ingest has ended here, and has written nothing since", site, shard.why)
                case Outcome.FAILED:
                    well = False
                    pause_s = self._failures.failed(site, now_s)
                    log.error("%s: ingest stops: %s; tried again in %.0f s unless another process takes it", site, shard.why, pause_s)
                case _:
                    log.info("%s: given back", site)
        return well

    def _leased(self) -> dict[str, tuple[Shard, int]]:
        """The shards that have a lease, with its epoch. One whose ingest hangs is left out: its lease is to run out."""
        found: dict[str, tuple[Shard, int]] = {}
        for site, shard in self._shards.items():
            epoch = shard.epoch
            if epoch is not None and (shard.asked_at_s is None or self._now_s() - shard.asked_at_s < STOP_WITHIN_S):
                found[site] = (shard, epoch)
        return found

    def _give_sign(self, *, left: bool = False) -> None:
        """Renew the leases and say what we have: now and then, and at once when it is something else than before."""
        began_s = self._now_s()
        leased = self._leased()
        avoided = self._failures.avoided(began_s) - leased.keys()
        sign = Sign(self._folder.owner, frozenset(leased), frozenset(self._sites), avoided, left)
        if sign == self._told and began_s < self._next_sign_s:
            return
        now = self._clock()
        try:
            with self._records.transaction() as tx:
                leases = {lease.site: lease for lease in tx.ingests.leases()}
                ours = {site: shard for site, (shard, epoch) in sorted(leased.items()) if leases[site].epoch == epoch and leases[site].expires_at is not None}
                for site in ours:
                    tx.ingests.renew(site, leases[site].epoch, now, LEASE_S)
                tx.housekeeping.beat(Heartbeat(ROLE, self._me, now, Sign(sign.owner, frozenset(ours), sign.serves, sign.avoids, left).as_detail()))
        except LeaseLost:
            return  # it changed hands at this very moment: the next look sees it
        for shard in ours.values():
            shard.renewed(began_s)
        self._told = sign
        self._next_sign_s = began_s + RENEW_EVERY_S

    def _say_quietly(self, *, left: bool) -> None:
        try:
            self._give_sign(left=left)
        except RecordsUnavailable as error:
            log.debug("nobody can be told: %s", error)

    def _notice_losses(self, view: _View) -> None:
        for site, (shard, epoch) in self._leased().items():
            lease = view.leases.get(site)
            if lease is not None and lease.epoch > epoch:
                shard.lost(f"epoch {lease.epoch} in place of ours, {epoch}")

    def _share_out(self, view: _View) -> dict[str, str]:
        serves = frozenset(self._sites)
        me = Process(self._folder.owner, serves, self.has, self._failures.avoided(self._now_s()) - self.has)
        processes = {self._me: me, **view.others}
        folders = {name_of(process.folder): process.folder for process in processes.values()}
        homes = {site: folders.get(name_of(lease.owner), lease.owner) for site, lease in view.leases.items() if lease.owner is not None}
        return share_out(serves, processes, homes)

    def _give_back(self, wanted: Mapping[str, str]) -> None:
        """What another process has been meant to have for a while."""
        now_s = self._now_s()
        for site, (shard, _) in self._leased().items():
            if wanted.get(site, self._me) == self._me:
                self._elsewhere_s.pop(site, None)
            elif shard.asked_at_s is None and now_s - self._elsewhere_s.setdefault(site, now_s) >= SETTLE_S:
                log.info("%s: goes to %s, which has room for it", site, wanted[site])
                shard.give_back()

    def _take(self, wanted: Mapping[str, str], view: _View) -> None:
        """What we should have, if nobody else has it. Whether its last owner is dead, only the lock can tell."""
        now, now_s = self._clock(), self._now_s()
        for site, process in wanted.items():
            if process != self._me or (site in self._shards and self._shards[site].epoch is not None):
                self._missing_s.pop(site, None)
                continue
            lease = view.leases.get(site)
            free = lease is None or lease.expires_at is None or lease.expires_at <= now or lease.owner == self._folder.owner
            self._miss(site, lease, now_s)
            if free and site not in self._shards and now_s >= self._try_at_s.get(site, 0.0) and self._failures.may_try(site, now_s):
                shard = self._shards[site] = self._new_shard(self._sites[site])
                shard.start()

    def _miss(self, site: str, lease: Lease | None, now_s: float) -> None:
        """Say once that a site has nobody whom we know to live, and that we cannot have it."""
        if now_s - self._missing_s.setdefault(site, now_s) < PATIENCE_S or site in self._failures.avoided(now_s):
            return
        self._missing_s[site] = float("inf")
        if lease is not None and lease.owner == self._folder.owner:
            log.error("%s: nobody gives a sign of having it, but a process of this machine has its journal: paused? It must go on or end", site)
        elif lease is not None and lease.expires_at is not None:
            log.error("%s: another data folder (%s) has it until %s and gives no sign of life", site, lease.owner, rfc3339(lease.expires_at))
        else:
            log.error("%s: it should be taken here, and cannot be", site)
