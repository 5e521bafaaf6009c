"""My ways of contact: proven by a code, tried by a visible message, masked for everybody, and gone with the person."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from domain.call_out import Proof
from domain.dispatch import Duty, DutySource
from domain.people import Person
from domain.post import POST_NAMES, Post
from egress.addresses import allowed
from egress.client import Egress
from notify.addresses import Addresses
from notify.channels.channel import Channel, Reaches, Services
from notify.channels.message import Message, NotifyError, Sent
from notify.channels.push import Push, PushSettings
from notify.checks import send_checks
from operations.contacts.sweeping import sweep
from tests.api.world import ADMIN, CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, SECRET, SITES, STRANGER, T0, World
from tests.parts.push_service import PushService, push_service

NUMBER = "13812345678"
PHONE = {"channel": "sms", "address": {"phone": NUMBER}, "label": "工作手机"}


class Told:
    """A channel that remembers what it was given, and fails if it is told to."""

    takes_drills = False
    reaches = Reaches.PERSON

    def __init__(self, name: str) -> None:
        self.name = name
        self.sent: list[tuple[Message, Mapping[str, str]]] = []
        self.fails: NotifyError | None = None

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:  # noqa: ARG002  the interface
        if self.fails is not None:
            raise self.fails
        self.sent.append((message, address))
        return Sent()

    @property
    def code(self) -> str:
        return self.sent[-1][0].title.zh.rpartition(" ")[2]


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


class Reached:
    """The world with its channels open, and the worker that sends."""

    def __init__(self, world: World, service: PushService, folder: Path) -> None:
        self.world = world
        self.service = service
        self.sms, self.voice, self.wecom = Told("sms"), Told("voice"), Told("wecom")
        services = Services(Egress(allowed([service.origin])), lambda _variable, _file: "", "https://steward.example", folder)
        self.push = Push(PushSettings(services=[service.host]), services)
        self.channels: dict[str, Channel] = {"sms": self.sms, "voice": self.voice, "wecom": self.wecom, "push": self.push}
        state: Any = world.app.state
        state.services = replace(state.services, channels=self.channels)
        self.addresses = Addresses(SECRET)

    def work(self) -> int:
        return send_checks(self.world.records, self.channels, self.addresses, self.world.clock(), public_url="https://steward.example")

    def mine(self, person: Person = GUARD) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.world.get("/me/contacts", person).json()["items"]
        return items

    def added(self, person: Person = GUARD, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  fields of any type
        answer = self.world.post("/me/contacts", person, json={**PHONE, **changes})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()["items"][-1]
        return found

    def verified(self, person: Person = GUARD) -> dict[str, Any]:
        contact = self.added(person)
        self.work()
        answer = self.world.post(f"/me/contacts/{contact['id']}/verify", person, json={"code": self.sms.code})
        assert answer.status_code == 200, answer.text
        return next(one for one in answer.json()["items"] if one["id"] == contact["id"])

    def verified_by_admin(self) -> str:
        found = self.world.post("/people/guard/contacts", ADMIN, json=PHONE).json()["items"]
        return str(found[0]["id"])

    def subscribed(self, person: Person = GUARD) -> str:
        answer = self.world.post("/push/subscriptions", person, json={**self.service.subscribe().json, "device": "Chrome · Android"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@pytest.fixture
def reached(world: World, service: PushService, tmp_path: Path) -> Reached:
    return Reached(world, service, tmp_path / "keys")


def test_a_number_is_used_once_its_owner_has_typed_in_the_code(reached: Reached) -> None:
    contact = reached.added()
    assert (contact["state"], contact["hint"]) == ("unverified", "138****5678")
    with reached.world.records.reading() as tx:
        assert tx.contacts.of(["guard"]) == []
    assert reached.work() == 1
    assert reached.sms.sent[0][1] == {"phone": "+8613812345678"}
    answer = reached.world.post(f"/me/contacts/{contact['id']}/verify", GUARD, json={"code": f" {reached.sms.code} "})
    assert [(one["channel"], one["state"]) for one in answer.json()["items"]] == [("sms", "works"), ("voice", "unproven")]


def test_five_wrong_codes_end_the_code_and_each_is_counted(reached: Reached) -> None:
    contact = reached.added()
    reached.work()
    right = reached.sms.code
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    answers = [reached.world.post(f"/me/contacts/{contact['id']}/verify", GUARD, json={"code": wrong}).json()["detail"] for _ in range(5)]
    assert [answer[-2] for answer in answers] == ["4", "3", "2", "1", "0"]
    late = reached.world.post(f"/me/contacts/{contact['id']}/verify", GUARD, json={"code": right})
    assert (late.status_code, reached.mine()[0]["state"]) == (422, "unverified")
    assert [action for _, action, _ in reached.world.audited()].count("contact.wrong_code") == 5


def test_codes_are_few(reached: Reached) -> None:
    contact = reached.added()
    again = f"/me/contacts/{contact['id']}/code"
    assert reached.world.post(again, GUARD).status_code == 422
    statuses = []
    for _ in range(5):
        reached.world.clock.forward(minutes=2)
        statuses.append(reached.world.post(again, GUARD).status_code)
    assert statuses == [200, 200, 200, 200, 422]
    reached.world.clock.forward(days=1)
    assert reached.world.post(again, GUARD).status_code == 200


def test_an_earlier_code_and_an_old_one_are_good_for_nothing(reached: Reached) -> None:
    contact = reached.added()
    reached.work()
    first = reached.sms.code
    reached.world.clock.forward(minutes=2)
    reached.world.post(f"/me/contacts/{contact['id']}/code", GUARD)
    reached.work()
    second = reached.sms.code
    refused = reached.world.post(f"/me/contacts/{contact['id']}/verify", GUARD, json={"code": first})
    reached.world.clock.forward(minutes=11)
    late = reached.world.post(f"/me/contacts/{contact['id']}/verify", GUARD, json={"code": second})
    assert (refused.status_code, late.status_code) == (422 if first != second else 200, 422)


def test_nobody_proves_or_changes_the_contact_of_another(reached: Reached) -> None:
    contact = reached.added()
    reached.work()
    where = f"/me/contacts/{contact['id']}"
    answers = [
        reached.world.post(f"{where}/verify", CLEANER, json={"code": reached.sms.code}),
        reached.world.post(f"{where}/test", CLEANER),
        reached.world.ask("DELETE", where, CLEANER),
        reached.world.ask("PATCH", where, CLEANER, json={"label": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.parametrize("phone", ["12345", "+86138", "1381234567a", "", "+0123456789", "138123456789"])
def test_what_is_no_number_is_refused_without_saying_it_again(reached: Reached, phone: str) -> None:
    answer = reached.world.post("/me/contacts", GUARD, json={**PHONE, "address": {"phone": phone}})
    assert answer.status_code == 422
    assert f'"{phone}"' not in answer.text


def test_accounts_elsewhere_are_entered_by_administrators_only(reached: Reached) -> None:
    wecom = {"channel": "wecom", "address": {"userid": "LiQiang"}}
    mine = reached.world.post("/me/contacts", GUARD, json=wecom).status_code
    others = [reached.world.post("/people/guard/contacts", person, json=wecom).status_code for person in (MANAGER, ADMIN)]
    assert (mine, others) == (403, [403, 201])
    assert [(one["channel"], one["state"]) for one in reached.mine()] == [("wecom", "unproven")]
    assert ("admin", "contact.enter", "wecom") in reached.world.audited()


def test_ways_are_named_put_in_order_and_removed(reached: Reached) -> None:
    first, second = reached.verified(), reached.subscribed()
    ids = [one["id"] for one in reached.mine()]
    assert ids[0] == first["id"]
    turned = reached.world.ask("PUT", "/me/contacts/order", GUARD, json={"ids": ids[::-1]}).json()["items"]
    assert [one["id"] for one in turned] == ids[::-1]
    assert reached.world.ask("PUT", "/me/contacts/order", GUARD, json={"ids": ids[:1]}).status_code == 422
    named = reached.world.ask("PATCH", f"/me/contacts/{second}", GUARD, json={"label": "值班手机"}).json()["items"]
    assert [one["label"] for one in named if one["id"] == second] == ["值班手机"]
    left = reached.world.ask("DELETE", f"/me/contacts/{second}", GUARD).json()["items"]
    assert second not in [one["id"] for one in left]
    with reached.world.records.reading() as tx:
        ended = tx.contacts.get(second)
        assert ended is not None
        assert (ended.sealed, ended.ended) == ("", "removed")


def test_a_test_goes_from_asked_to_sent_to_received_to_opened(reached: Reached) -> None:
    contact = reached.subscribed()
    asked = reached.world.post(f"/me/contacts/{contact}/test", GUARD).json()
    assert (asked["proof"], asked["pending"]) == ("queued", True)
    assert reached.world.post(f"/me/contacts/{contact}/test", GUARD).status_code == 422
    reached.work()
    (pushed,) = reached.service.wait()
    assert reached.mine()[0]["test"]["proof"] == "sent"
    link = urlsplit(pushed.payload["link"])
    assert (pushed.payload["title"], link.path, link.fragment) == ("测试：收到请点这里", "/contact-check", pushed.payload["receipt"])
    assert reached.world.post("/public/contact-checks", json={"secret": link.fragment}).json() == {"ok": True}
    shown = reached.mine()[0]
    assert (shown["state"], shown["test"]["proof"], shown["test"]["pending"]) == ("works", "opened", False)


def test_a_device_that_says_nothing_is_known_before_the_alarm_and_comes_back(reached: Reached) -> None:
    contact = reached.subscribed()
    reached.world.post(f"/me/contacts/{contact}/test", GUARD)
    reached.work()
    reached.world.clock.forward(seconds=59)
    assert sweep(reached.world.records, SITES, reached.world.clock()) == 0
    reached.world.clock.forward(seconds=1)
    assert [sweep(reached.world.records, SITES, reached.world.clock()) for _ in range(2)] == [1, 0]
    assert (reached.mine()[0]["state"], reached.mine()[0]["test"]["error"]) == ("failing", "no_proof")
    (guard,) = [one for one in reachable(reached, DISPATCHER) if one["username"] == "guard"]
    assert (guard["reached"], guard["since"]) == ("not", "2026-01-31T08:01:00.000Z")
    secret = reached.service.wait()[0].payload["receipt"]
    reached.world.post("/public/contact-checks", json={"secret": secret})
    assert reached.mine()[0]["state"] == "works"


def test_a_browser_that_is_gone_ends_and_its_owner_is_known_to_be_out_of_reach(reached: Reached) -> None:
    contact = reached.subscribed()
    reached.service.status = 410
    reached.world.post(f"/me/contacts/{contact}/test", GUARD)
    reached.work()
    assert reached.mine() == []
    (guard,) = [one for one in reachable(reached, DISPATCHER) if one["username"] == "guard"]
    assert (guard["reached"], guard["ways"], guard["since"] is not None) == ("not", [], True)


def test_a_shift_begins_with_one_visible_test_of_what_costs_nothing(reached: Reached) -> None:
    reached.verified()
    reached.world.clock.forward(hours=13)
    contact = reached.subscribed()
    asked = [reached.world.post("/me/contacts/check", GUARD).status_code for _ in range(2)]
    assert (asked, reached.work()) == ([200, 200], 1)
    (pushed,) = reached.service.wait()
    assert pushed.payload["title"]
    reached.world.post("/public/contact-checks", json={"secret": pushed.payload["receipt"]})
    reached.world.clock.forward(hours=11)
    reached.world.post("/me/contacts/check", GUARD)
    reached.world.clock.forward(hours=2)
    reached.world.post("/me/contacts/check", GUARD)
    assert (reached.work(), [one["id"] for one in reached.mine() if one["test"]]) == (1, [contact])


def test_a_sending_that_fails_is_tried_again_and_then_said_without_the_address(reached: Reached) -> None:
    reached.sms.fails = NotifyError("HTTP 503")
    contact = reached.verified_by_admin()
    reached.world.post(f"/me/contacts/{contact}/test", GUARD)
    tries = []
    for _ in range(5):
        reached.work()
        tries.append(reached.mine()[0]["test"]["pending"])
        reached.world.clock.forward(seconds=61)
    assert tries == [True, True, False, False, False]
    assert (reached.mine()[0]["failure"], reached.mine()[0]["state"]) == ("HTTP 503", "failing")


def test_two_workers_send_a_code_once(reached: Reached) -> None:
    reached.added()
    together = threading.Barrier(2)

    def work() -> None:
        together.wait(30)
        reached.work()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(reached.sms.sent) == 1


def test_a_worker_that_died_while_sending_is_followed_by_one_that_sends_under_the_same_key(reached: Reached) -> None:
    class Died(BaseException):
        """The process is no more."""

    def dies(message: Message, address: Mapping[str, str], now: datetime) -> Sent:  # noqa: ARG001  the interface
        keys.append(message.key)
        raise Died

    keys: list[str] = []
    reached.added()
    whole, reached.sms.send = reached.sms.send, dies  # type: ignore[method-assign]  # for one moment
    with pytest.raises(Died):
        reached.work()
    reached.sms.send = whole  # type: ignore[method-assign]  # as it was
    assert reached.work() == 0
    reached.world.clock.forward(seconds=60)
    assert reached.work() == 1
    assert [reached.sms.sent[0][0].key] == keys


def test_a_shared_browser_belongs_to_whoever_used_it_last(reached: Reached) -> None:
    browser = reached.service.subscribe().json
    first = reached.world.post("/push/subscriptions", GUARD, json=browser).json()["id"]
    again = reached.world.post("/push/subscriptions", GUARD, json=browser).json()["id"]
    other = reached.world.post("/push/subscriptions", CLEANER, json=browser).json()["id"]
    assert (first == again, first == other, reached.mine(), len(reached.mine(CLEANER))) == (True, False, [], 1)


def test_what_is_no_push_service_is_not_remembered(reached: Reached) -> None:
    browser = reached.service.subscribe().json
    endpoints = ["https://10.0.0.7/push", "https://fcm.googleapis.com.evil.example/x", "https://evil.example/fcm.googleapis.com", "http://[::1]/x", "https://x"]
    answers = [reached.world.post("/push/subscriptions", GUARD, json={**browser, "endpoint": endpoint}).status_code for endpoint in endpoints]
    assert answers == [422] * len(endpoints)
    good = reached.world.post("/push/subscriptions", GUARD, json={**browser, "endpoint": "https://fcm.googleapis.com/fcm/send/abc"})
    assert good.status_code == 201


def test_the_public_key_is_made_once_and_kept(reached: Reached, tmp_path: Path) -> None:
    key = reached.world.get("/push/key", GUARD).json()["public_key"]
    services = Services(Egress(allowed([])), lambda _variable, _file: "", "", tmp_path / "keys")
    assert Push(PushSettings(), services).vapid.public_key == key
    assert ((tmp_path / "keys" / "vapid.key").stat().st_mode & 0o777, len(key)) == (0o600, 87)
    state: Any = reached.world.app.state
    state.services = replace(state.services, channels={})
    assert reached.world.get("/push/key", GUARD).status_code == 404


def reachable(reached: Reached, person: Person, **params: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = reached.world.get("/contacts/reachability", person, params={"site": "riverside", **params}).json()["items"]
    return items


def test_those_who_lead_see_who_on_duty_cannot_be_reached(reached: Reached) -> None:
    reached.verified(ENGINEER)
    with reached.world.records.transaction() as tx:
        for person, post in (("guard", Post.CONTROL_ROOM), ("engineer", Post.DUTY_ENGINEER)):
            tx.dispatch.add_duty(Duty(f"d-{person}", person, "riverside", post, T0, T0 + timedelta(hours=8), DutySource.HAND, "admin"))
    on_duty = reachable(reached, DISPATCHER, on_duty="true")
    assert [(one["username"], one["reached"], [post["zh"] for post in one["posts"]]) for one in on_duty] == [
        ("guard", "not", [POST_NAMES[Post.CONTROL_ROOM].zh]),
        ("engineer", "works", [POST_NAMES[Post.DUTY_ENGINEER].zh]),
    ]
    assert len(reachable(reached, DISPATCHER)) > 2
    statuses = [reached.world.get("/contacts/reachability", person, params={"site": "riverside"}).status_code for person in (GUARD, STRANGER)]
    assert statuses == [403, 404]


def test_the_table_of_who_can_be_reached_holds_no_number_masked_or_not(reached: Reached) -> None:
    reached.verified()
    table = reached.world.get("/contacts/reachability", DISPATCHER, params={"site": "riverside", "format": "csv"}).text
    assert "李强" in table
    assert "sms：正常" in table
    assert "5678" not in table


def test_a_whole_number_is_shown_for_a_reason_that_is_kept(reached: Reached) -> None:
    contact = reached.verified()
    where, why = f"/contacts/{contact['id']}/reveal", {"reason": "夜间电话联系"}
    refused = [reached.world.post(where, person, json=why).status_code for person in (GUARD, DISPATCHER, STRANGER)]
    shown = reached.world.post(where, MANAGER, json=why)
    assert (refused, shown.json()["address"]) == ([403, 403, 404], {"phone": "+8613812345678"})
    assert ("manager", "contact.reveal", "夜间电话联系") in reached.world.audited()


def test_an_address_book_is_taken_all_or_not_at_all(reached: Reached) -> None:
    good = "用户名,通知方式,号码,备注\nguard,企业微信,LiQiang,\nengineer,sms,139 0000 1111,值班机\n"
    bad = good + "nobody,sms,13800000000,\nguard,短信,123,\nguard,pigeon,x,\n"
    told = reached.world.post("/contacts/import", ADMIN, json={"csv": bad}).json()
    assert (told["stored"], [problem["line"] for problem in told["problems"]]) == (0, [4, 5, 6])
    assert reached.mine() == []
    first = reached.world.post("/contacts/import", ADMIN, json={"csv": good}).json()
    second = reached.world.post("/contacts/import", ADMIN, json={"csv": good}).json()
    assert (first["stored"], second["stored"], len(reached.mine()), len(reached.mine(ENGINEER))) == (2, 2, 1, 2)
    assert reached.world.post("/contacts/import", MANAGER, json={"csv": good}).status_code == 403


def test_contacts_of_people_who_left_end_and_are_wiped(reached: Reached) -> None:
    contact = reached.verified()
    with reached.world.records.transaction() as tx:
        account = tx.people.by_username("guard")
        assert account is not None
        tx.people.save(replace(account, person=replace(account.person, active=False)))
    assert [sweep(reached.world.records, SITES, reached.world.clock()) for _ in range(2)] == [2, 0]
    with reached.world.records.reading() as tx:
        left = tx.contacts.get(contact["id"])
        assert left is not None
        assert (left.ended, left.sealed) == ("left", "")


def test_numbers_codes_and_secrets_stand_in_no_answer_no_log_and_no_event(reached: Reached, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    contact = reached.verified()
    subscription = reached.subscribed()
    for one in (contact["id"], subscription):
        reached.world.post(f"/me/contacts/{one}/test", GUARD)
    reached.work()
    said = [reached.world.get(path, MANAGER).text for path in ("/people/guard/contacts", "/contacts/reachability?site=riverside")]
    said += [str(reached.mine()), caplog.text, str(reached.world.audited())]
    with reached.world.records.reading() as tx:
        said.append(str(tx.events.after(0)))
        stored = tx.contacts.of(["guard"], unverified=True)
        said.append(str([*stored, *(check for one in stored for check in tx.contacts.newest_checks([one.id]))]))
    private = [
        NUMBER,
        reached.sms.code,
        reached.sms.sent[0][0].title.zh.rpartition(" ")[2],
        reached.service.origin,
        str(reached.service.wait()[0].payload["receipt"]),
    ]
    assert [word for word in private if any(word in text for text in said)] == []


def test_guessing_secrets_of_tests_is_slowed_down(reached: Reached) -> None:
    answers = [reached.world.post("/public/contact-checks", json={"secret": f"{number:043}"}).status_code for number in range(40)]
    assert (answers[0], answers[-1]) == (404, 429)


def test_a_proof_is_over_after_an_hour_and_never_goes_back(reached: Reached) -> None:
    contact = reached.subscribed()
    reached.world.post(f"/me/contacts/{contact}/test", GUARD)
    reached.work()
    secret = reached.service.wait()[0].payload["receipt"]
    reached.world.clock.forward(minutes=61)
    assert reached.world.post("/public/contact-checks", json={"secret": secret}).status_code == 404
    assert reached.mine()[0]["test"]["proof"] == Proof.SENT.value
