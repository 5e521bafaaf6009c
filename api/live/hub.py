"""All live streams of this process: one follower of the event log and one stream of values for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from api.live.conflation import Conflation
from api.live.feed_client import follow
from api.live.follower import Follower
from api.live.live_state import LiveState, LiveValue
from api.live.messages import logged_message, reading_message
from api.live.subscription import Subscription, Wants
from domain.event_log import LoggedEvent
from domain.records import Records

_LOOK_AGAIN_S = 0.02


class Hub:
    """Where streams subscribe. Used on the event loop, but for `wake`."""

    def __init__(self, records: Records, live: LiveState) -> None:
        self._live = live
        self._subscriptions: set[Subscription] = set()
        self._follower = Follower(records, self._tell)
        self._conflation = Conflation(self._tell_readings)
        self._closed = False
        live.watch_values(self._conflation.values)
        live.watch_commits(self.wake)

    @property
    def clients(self) -> int:
        """How many read now."""
        return len(self._subscriptions)

    def wake(self) -> None:
        """The event log has grown. From any thread."""
        self._follower.wake()

    async def run(self, feeds: Mapping[str, Path]) -> None:
        """Follow the event log and the live feeds until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follower.run(), name="event log")
                group.create_task(follow(self._live, feeds), name="live feeds")
        finally:
            self.close()

    async def subscribe(self, wants: Wants) -> tuple[Subscription, int]:
        """A subscription, and the number of the last event that it will *not* bring: everything later comes, once.

        Current values of the points it wants wait in it from the beginning.
        """
        await self._follower.started()
        subscription = Subscription(wants)
        if self._closed:
            subscription.end()
            return subscription, self._follower.position
        self._subscriptions.add(subscription)
        if wants.readings_of is not None:
            for point, value in self._live.site(wants.readings_of).points.items():
                if wants.reading(point):
                    subscription.offer_reading(point, reading_message(point, value))
        return subscription, self._follower.position

    async def reached(self, number: int) -> None:
        """Return once the follower has come to `number`, which the log is known to hold: another server may have been faster."""
        while self._follower.position < number and not self._closed:
            self.wake()
            await asyncio.sleep(_LOOK_AGAIN_S)

    def leave(self, subscription: Subscription) -> None:
        """The reader has gone."""
        self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every stream, and at once each that comes after."""
        self._closed = True
        self._conflation.close()
        for subscription in self._subscriptions:
            subscription.end()

    def _tell(self, logged: LoggedEvent) -> None:
        interested = [subscription for subscription in self._subscriptions if subscription.wants.event(logged.event)]
        if interested:
            message = logged_message(logged)
            for subscription in interested:
                subscription.offer(message)

    def _tell_readings(self, site: str, changed: Mapping[str, LiveValue]) -> None:
        interested = [subscription for subscription in self._subscriptions if subscription.wants.readings_of == site]
        if not interested:
            return
        for point, value in changed.items():
            message = reading_message(point, value)
            for subscription in interested:
                if subscription.wants.reading(point):
                    subscription.offer_reading(point, message)
