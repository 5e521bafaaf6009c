"""One transaction: the repositories on its connection, and what happens at its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property

from sqlalchemy import Connection

from domain.records import LeaseLost
from domain.time import Clock
from domain.work_order import Task
from storage.database.alarms import DatabaseAlarms
from storage.database.backtests import DatabaseBacktests
from storage.database.events import DatabaseEventLog
from storage.database.housekeeping import DatabaseHousekeeping
from storage.database.incidents import DatabaseIncidents
from storage.database.ingests import DatabaseIngests
from storage.database.later import Later
from storage.database.orders import DatabaseOrders
from storage.database.out_of_service import DatabaseOutOfServices
from storage.database.outbox import DatabaseOutbox
from storage.database.people import DatabasePeople
from storage.database.permits import DatabasePermits
from storage.database.quarantine import DatabaseQuarantine
from storage.database.rule_versions import DatabaseRuleVersions
from storage.database.seen import Seen
from storage.database.verifications import DatabaseVerifications

log = logging.getLogger(__name__)


class DatabaseTransaction:
    """`domain.records.Transaction`, for one thread."""

    def __init__(self, connection: Connection, clock: Clock, *, reading: bool) -> None:
        self._connection = connection
        self._clock = clock
        self._actions: list[Callable[[], None]] = []
        self._lost: LeaseLost | None = None
        self._seen = Seen()
        self._later = Later(connection, reading=reading)
        self.events = DatabaseEventLog(connection, reading=reading)
        """The event log; what is appended is numbered when the transaction ends."""

    @cached_property
    def alarms(self) -> DatabaseAlarms:
        """Alarms."""
        return DatabaseAlarms(self._connection, self._seen, self._later)

    @cached_property
    def orders(self) -> DatabaseOrders:
        """Work orders."""
        return DatabaseOrders(self._connection, self._seen, self._later)

    @cached_property
    def outbox(self) -> DatabaseOutbox:
        """Notifications to be delivered."""
        return DatabaseOutbox(self._connection, self._later)

    @cached_property
    def quarantine(self) -> DatabaseQuarantine:
        """What could not be read."""
        return DatabaseQuarantine(self._connection)

    @cached_property
    def people(self) -> DatabasePeople:
        """Accounts and their tokens."""
        return DatabasePeople(self._connection)

    @cached_property
    def ingests(self) -> DatabaseIngests:
        """Who owns a site's ingest."""
        return DatabaseIngests(self._connection, self._doom)

    @cached_property
    def housekeeping(self) -> DatabaseHousekeeping:
        """Small records of the system itself."""
        return DatabaseHousekeeping(self._connection, self._clock, self._settle)

    @cached_property
    def incidents(self) -> DatabaseIncidents:
        """Incidents."""
        return DatabaseIncidents(self._connection, self._seen)

    @cached_property
    def permits(self) -> DatabasePermits:
        """Permits to work."""
        return DatabasePermits(self._connection, self._seen)

    @cached_property
    def out_of_service(self) -> DatabaseOutOfServices:
        """What people have taken out of service."""
        return DatabaseOutOfServices(self._connection, self._seen)

    @cached_property
    def verifications(self) -> DatabaseVerifications:
        """Verifications of first signals of fire."""
        return DatabaseVerifications(self._connection)

    @cached_property
    def rule_versions(self) -> DatabaseRuleVersions:
        """Versions of rules that people put live."""
        return DatabaseRuleVersions(self._connection)

    @cached_property
    def backtests(self) -> DatabaseBacktests:
        """Rules tried on history."""
        return DatabaseBacktests(self._connection, self._clock)

    def on_commit(self, action: Callable[[], None]) -> None:
        """Call `action` after the commit, and only then, in the order given. One that fails is logged: what is done is done."""
        self._actions.append(action)

    def task(self, task_id: str) -> Task | None:
        """A task by its id."""
        return self.orders.task(task_id)

    def finish(self) -> None:
        """The last thing before the commit. Raises the `LeaseLost` that somebody caught, so that nothing is committed."""
        if self._lost is not None:
            raise self._lost
        self._later.write_all()
        self.events.number()

    def committed(self) -> None:
        """Run what waited for the commit."""
        for action in self._actions:
            try:
                action()
            except Exception:
                log.exception("something that follows a commit failed; the commit stands")

    def _settle(self) -> None:
        """Somebody is about to change rows of any table: write what waits, and take nothing for known."""
        self._later.write_all()
        self._seen.forget()

    def _doom(self, lost: LeaseLost) -> None:
        self._lost = lost
