"""A guard's phone in real Chromium: its service worker, what is pushed to it, what it shows, a touch of a notification."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Worker

from tests.e2e.installation import eventually

_SHOWN = """() => self.registration.getNotifications().then(all => all.map(one => ({
    title: one.title, body: one.body, tag: one.tag, lang: one.lang, silent: one.silent,
    requireInteraction: one.requireInteraction, data: one.data, actions: one.actions.map(each => each.action)})))"""
_TOUCH = """([tag, action]) => self.registration.getNotifications({tag}).then(([notification]) => {
    self.dispatchEvent(new NotificationEvent("notificationclick", {notification, action}))})"""


class Phone:
    """The browser of `page`, which has signed in. What the push service of its maker would do is done by the debugger."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._context: BrowserContext = page.context
        self._origin = page.url.split("/", 3)[2]
        self._debugger: CDPSession = self._context.new_cdp_session(page)
        self._registrations: list[str] = []
        self._delivered: dict[str, str] = {}
        self._debugger.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self._debugger.send("ServiceWorker.enable")

    @property
    def worker(self) -> Worker:
        """The service worker, which takes over the page once that has time."""
        # Asked from outside: the page's own policy lets no text become a script.
        eventually(lambda: bool(self.page.evaluate("() => navigator.serviceWorker.controller !== null")), within_s=60, what="the service worker")
        return self._context.service_workers[0]

    def push(self, payload: dict[str, Any]) -> None:
        """Deliver what a push service decrypted nothing of, as the browser would after decrypting it."""
        self.worker  # noqa: B018  waits for it
        self.page.wait_for_timeout(0)  # lets what the debugger says in
        assert self._registrations, "no service worker is registered"
        self._delivered = {
            "origin": f"http://{self._origin}",
            "registrationId": self._registrations[-1],
            "data": json.dumps(payload, ensure_ascii=False),
        }
        self._debugger.send("ServiceWorker.deliverPushMessage", self._delivered)

    def shown(self) -> list[dict[str, Any]]:
        """The notifications that are on the screen."""
        found: list[dict[str, Any]] = self.worker.evaluate(_SHOWN)
        return found

    def shows(self, tag: str) -> dict[str, Any]:
        """The notification with this tag, as soon as it is there.

        What the debugger delivers while a busy browser is just starting the worker is lost now and then, which a push service
        would keep: then it is delivered once more.
        """

        def found() -> dict[str, Any] | None:
            return next((one for one in self.shown() if one["tag"] == tag), None)

        try:
            return eventually(found, within_s=15, what=f"the notification {tag}")
        except AssertionError:
            self._debugger.send("ServiceWorker.deliverPushMessage", self._delivered)
            return eventually(found, what=f"the notification {tag}, delivered twice")

    def touch(self, tag: str, action: str = "") -> None:
        """Touch it, or one of its buttons. A real touch may open windows too, which no debugger can do."""
        self.worker.evaluate(_TOUCH, [tag, action])

    def _registered(self, event: dict[str, Any]) -> None:
        self._registrations.extend(each["registrationId"] for each in event["registrations"] if not each["isDeleted"])
