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
from storage.database.call_outs import DatabaseCallOuts
from storage.database.contacts import DatabaseContacts
from storage.database.control_rooms import DatabaseControlRooms
from storage.database.dispatch import DatabaseDispatch
from storage.database.drill_papers import DatabaseDrillPapers
from storage.database.drills import DatabaseDrills
from storage.database.emergency_numbers import DatabaseEmergencyNumbers
from storage.database.events import DatabaseEventLog
from storage.database.floor_plans import DatabaseFloorPlans
from storage.database.hand_overs import DatabaseHandOvers
from storage.database.housekeeping import DatabaseHousekeeping
from storage.database.incidents import DatabaseIncidents
from storage.database.ingests import DatabaseIngests
from storage.database.job_links import DatabaseJobLinks
from storage.database.later import Later
from storage.database.notices import DatabaseNotices
from storage.database.order_texts import DatabaseOrderTexts
from storage.database.orders import DatabaseOrders
from storage.database.out_of_service import DatabaseOutOfServices
from storage.database.outbox import DatabaseOutbox
from storage.database.outside import DatabaseOutsideSystems
from storage.database.people import DatabasePeople
from storage.database.permits import DatabasePermits
from storage.database.phones import DatabasePhones
from storage.database.plan_reviews import DatabasePlanReviews
from storage.database.plan_runs import DatabasePlanRuns
from storage.database.plans import DatabasePlans
from storage.database.quarantine import DatabaseQuarantine
from storage.database.requests import DatabaseRequests
from storage.database.rescue_clocks import DatabaseRescueClocks
from storage.database.rotas import DatabaseRotas
from storage.database.rule_versions import DatabaseRuleVersions
from storage.database.saved_views import DatabaseSavedViews
from storage.database.seen import Seen
from storage.database.set_aside import DatabaseSetAsides
from storage.database.step_pictures import DatabaseStepPictures
from storage.database.supplies import DatabaseSupplies
from storage.database.verifications import DatabaseVerifications
from storage.database.visits import DatabaseVisits
from storage.database.walls import DatabaseWalls
from storage.database.weather import DatabaseWeatherWarnings
from storage.database.webhooks import DatabaseWebhooks
from storage.database.whistles import DatabaseWhistles
from storage.database.work_done import DatabaseWorkDones

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

    @cached_property
    def webhooks(self) -> DatabaseWebhooks:
        """Endpoints of other systems and what is sent to them."""
        return DatabaseWebhooks(self._connection)

    @cached_property
    def outside(self) -> DatabaseOutsideSystems:
        """Other systems that open orders here."""
        return DatabaseOutsideSystems(self._connection)

    @cached_property
    def work_done(self) -> DatabaseWorkDones:
        """What work took, and which faults came again."""
        return DatabaseWorkDones(self._connection)

    @cached_property
    def contacts(self) -> DatabaseContacts:
        """How people are reached."""
        return DatabaseContacts(self._connection)

    @cached_property
    def dispatch(self) -> DatabaseDispatch:
        """What dispatch goes by."""
        return DatabaseDispatch(self._connection)

    @cached_property
    def rota(self) -> DatabaseRotas:
        """Who is to stand on which post."""
        return DatabaseRotas(self._connection)

    @cached_property
    def saved_views(self) -> DatabaseSavedViews:
        """Views that people keep."""
        return DatabaseSavedViews(self._connection)

    @cached_property
    def whistles(self) -> DatabaseWhistles:
        """Whistles."""
        return DatabaseWhistles(self._connection)

    @cached_property
    def notices(self) -> DatabaseNotices:
        """Notices to residents."""
        return DatabaseNotices(self._connection)

    @cached_property
    def visits(self) -> DatabaseVisits:
        """Visits of contractors."""
        return DatabaseVisits(self._connection)

    @cached_property
    def requests(self) -> DatabaseRequests:
        """What people asked for, and the links that were given out."""
        return DatabaseRequests(self._connection)

    @cached_property
    def order_texts(self) -> DatabaseOrderTexts:
        """The index by which orders are found by words."""
        return DatabaseOrderTexts(self._connection)

    @cached_property
    def rescue_clocks(self) -> DatabaseRescueClocks:
        """The clocks of rescues from lifts."""
        return DatabaseRescueClocks(self._connection)

    @cached_property
    def weather_warnings(self) -> DatabaseWeatherWarnings:
        """Weather warnings."""
        return DatabaseWeatherWarnings(self._connection)

    @cached_property
    def set_asides(self) -> DatabaseSetAsides:
        """Devices that are not ours."""
        return DatabaseSetAsides(self._connection)

    @cached_property
    def supplies(self) -> DatabaseSupplies:
        """Emergency supplies."""
        return DatabaseSupplies(self._connection)

    @cached_property
    def floor_plans(self) -> DatabaseFloorPlans:
        """Floor plans."""
        return DatabaseFloorPlans(self._connection)

    @cached_property
    def plans(self) -> DatabasePlans:
        """Sites' own versions of emergency plans."""
        return DatabasePlans(self._connection)

    @cached_property
    def plan_runs(self) -> DatabasePlanRuns:
        """Runs of emergency plans."""
        return DatabasePlanRuns(self._connection)

    @cached_property
    def step_pictures(self) -> DatabaseStepPictures:
        """Pictures of the steps of emergency plans."""
        return DatabaseStepPictures(self._connection)

    @cached_property
    def emergency_numbers(self) -> DatabaseEmergencyNumbers:
        """Whom sites call in an emergency."""
        return DatabaseEmergencyNumbers(self._connection)

    @cached_property
    def phones(self) -> DatabasePhones:
        """Phones of posts, PINs, and steps that came late."""
        return DatabasePhones(self._connection)

    @cached_property
    def job_links(self) -> DatabaseJobLinks:
        """Links to one job."""
        return DatabaseJobLinks(self._connection)

    @cached_property
    def call_outs(self) -> DatabaseCallOuts:
        """Call-outs and their deliveries."""
        return DatabaseCallOuts(self._connection)

    @cached_property
    def hand_overs(self) -> DatabaseHandOvers:
        """Hand-overs and what is counted at them."""
        return DatabaseHandOvers(self._connection)

    @cached_property
    def control_rooms(self) -> DatabaseControlRooms:
        """What fire control rooms leave behind."""
        return DatabaseControlRooms(self._connection)

    @cached_property
    def drills(self) -> DatabaseDrills:
        """Drills."""
        return DatabaseDrills(self._connection)

    @cached_property
    def drill_papers(self) -> DatabaseDrillPapers:
        """Signatures of drills, and reminders that were decided."""
        return DatabaseDrillPapers(self._connection)

    @cached_property
    def walls(self) -> DatabaseWalls:
        """Wall screens that are watched."""
        return DatabaseWalls(self._connection)

    @cached_property
    def plan_reviews(self) -> DatabasePlanReviews:
        """Reviews of runs of emergency plans."""
        return DatabasePlanReviews(self._connection)

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
