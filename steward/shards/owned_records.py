"""The records as the owner of a site has them: whatever it does counts only while the site is its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.records import LeaseLost, Records, Transaction


class OwnedRecords:
    """`domain.records.Records` for the owner of `site` at `epoch`.

    A process that was paused for longer than its lease lasts, and whose site another has taken, can neither change
    anything nor act on what it reads: both raise `LeaseLost`.
    """

    def __init__(self, records: Records, site: str, epoch: int) -> None:
        self._records = records
        self._site = site
        self._epoch = epoch

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A writing transaction, which commits only if the site is ours at its end."""
        with self._records.transaction() as tx:
            yield tx
            # Last, as `advance` does in a commit: the site's row is locked for a moment only, and always after others.
            tx.ingests.confirm(self._site, self._epoch)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A reading transaction, if the site is ours."""
        with self._records.reading() as tx:
            lease = tx.ingests.lease(self._site)
            if lease is None or lease.epoch != self._epoch or lease.expires_at is None:
                raise LeaseLost(f"the site {self._site} is no longer ours (epoch {self._epoch})")
            yield tx

    def check(self) -> None:
        """As `Records.check`."""
        self._records.check()

    def close(self) -> None:
        """Nothing: the connections are not its own."""
