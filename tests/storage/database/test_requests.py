"""Requests and links: kept, found by phone and room, forgotten, the same on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.records import Conflict, Records
from domain.request import Asked, Channel, QrLink, Rating, Request, RequestFilter, Ticket, TrackingLink, digits_of, room_key
from domain.retention import DataKind
from domain.work_order import OrderKind, OrderState
from tests.storage.database.requests_there import a_request
from tests.storage.database.samples import HOUR, NOON, put_order

EVERYTHING: Mapping[str, object] = {
    "place": "3号楼 · 1201室",
    "language": "en",
    "name": "Wang",
    "phone": "+86 138-0013-8000",
    "dwelling": "t3-1201",
    "room": "3-1201",
    "visit_from": NOON,
    "visit_until": NOON + HOUR,
    "ticket": Ticket("12345", "77", NOON + HOUR),
    "once": "form",
}


def put(records: Records, **changes: object) -> Request:
    with records.transaction() as tx:
        request = a_request(put_order(tx), **changes)
        tx.requests.add(request)
    return request


def listed(records: Records, where: RequestFilter) -> list[str]:
    with records.reading() as tx:
        return [request.id for request in tx.requests.list(where).items]


def test_everything_comes_back_as_it_was_put(records: Records) -> None:
    request = put(records, **EVERYTHING)
    with records.transaction() as tx:
        rating = Rating(1, False, "慢", NOON, "clerk", Asked.PHONE)
        saved = tx.requests.save(replace(request, rating=rating, visit_id="v"))
    with records.reading() as tx:
        assert tx.requests.get(request.id) == saved == replace(request, rating=rating, visit_id="v", version=2)
        assert tx.requests.of_ticket("12345", "77") == tx.requests.sent_before("form") == saved


def test_whoever_read_an_older_version_cannot_save(records: Records) -> None:
    request = put(records)
    with records.transaction() as tx:
        tx.requests.save(request)
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.requests.save(request)


@pytest.mark.parametrize("same", [{"ticket": Ticket("12345", "77")}, {"once": "form"}])
def test_a_ticket_and_what_was_sent_are_there_once(same: Mapping[str, object], records: Records) -> None:
    put(records, **same)
    with pytest.raises(Conflict):
        put(records, **same)


@pytest.mark.parametrize("phone", ["13800138000", "138 0013 8000", "+8613800138000", "8000"])
def test_a_phone_is_found_however_it_is_written_and_by_its_last_four(phone: str, records: Records) -> None:
    request = put(records, phone="138-0013-8000")
    put(records, phone="13900138001")
    assert listed(records, RequestFilter(phone=phone)) == [request.id]
    with records.reading() as tx:
        assert [found.id for found in tx.requests.of_household(("riverside",), phone=phone)] == [request.id]


@pytest.mark.parametrize("room", ["3号楼1单元1201室", "3-1-1201", "1201", "1-1201"])
def test_a_room_is_found_by_its_numbers(room: str, records: Records) -> None:
    request = put(records, room="3栋1-1201")
    put(records, room="3栋1-201")
    assert listed(records, RequestFilter(room=room)) == [request.id]


@pytest.mark.parametrize(
    "where",
    [
        RequestFilter(channel=Channel.QR),
        RequestFilter(kind=OrderKind.COMPLAINT),
        RequestFilter(name="王"),
        RequestFilter(text="噪音"),
        RequestFilter(text="12345-77"),
        RequestFilter(since=NOON + HOUR),
        RequestFilter(sites=("hillside",)),
        RequestFilter(room="大堂"),
    ],
)
def test_filters_leave_what_they_ask_for(where: RequestFilter, records: Records) -> None:
    put(records)
    with records.transaction() as tx:
        order = put_order(tx, kind=OrderKind.COMPLAINT, site="hillside")
        wanted = a_request(order, channel=Channel.QR, name="王秀英", words="楼上噪音", ticket=Ticket("12345", "12345-77"), received_at=NOON + HOUR, room="大堂")
        tx.requests.add(wanted)
    assert listed(records, where) == [wanted.id]


def test_requests_come_newest_first_in_pages(records: Records) -> None:
    ids = [put(records, received_at=NOON + number * HOUR).id for number in range(3)]
    with records.reading() as tx:
        first = tx.requests.list(RequestFilter(), limit=2)
        second = tx.requests.list(RequestFilter(), limit=2, cursor=first.next_cursor)
    assert [request.id for request in (*first.items, *second.items)] == ids[::-1]


def test_nothing_to_go_by_leads_to_no_household(records: Records) -> None:
    put(records)
    with records.reading() as tx:
        assert tx.requests.of_household(("*",), room="大堂", phone="电话") == []


def test_a_tracking_link_is_found_until_it_is_revoked_and_may_be_made_valid_again(records: Records) -> None:
    request = put(records)
    link = TrackingLink("digest", request.id, NOON, "clerk")
    with records.transaction() as tx:
        tx.requests.add_link(link)
        assert tx.requests.link("digest") == link
        assert tx.requests.followed([request.id, "other"]) == {request.id}
        assert (tx.requests.revoke_links(request.id, NOON + HOUR), tx.requests.revoke_links(request.id, NOON)) == (1, 0)
        assert tx.requests.links_of(request.id) == [replace(link, revoked_at=NOON + HOUR)]
        assert tx.requests.followed([request.id]) == frozenset()
        tx.requests.add_link(link)
        assert tx.requests.link("digest") == link
        assert tx.requests.link("other") is None


def test_codes_are_listed_while_they_are_valid(records: Records) -> None:
    codes = [QrLink(f"q{number}", f"digest-{number}", "riverside", "lift-1", None, NOON + timedelta(minutes=number), "clerk") for number in range(3)]
    with records.transaction() as tx:
        for code in codes:
            tx.requests.add_qr(code)
        assert (tx.requests.revoke_qr("q1", NOON), tx.requests.revoke_qr("q1", NOON), tx.requests.revoke_qr("q9", NOON)) == (True, False, False)
    with records.reading() as tx:
        assert [code.id for code in tx.requests.qr_links(("riverside",)).items] == ["q2", "q0"]
        assert list(tx.requests.qr_links(("hillside",)).items) == []
        assert tx.requests.qr("digest-0") == tx.requests.qr_by_id("q0") == codes[0]


def test_a_code_is_there_once(records: Records) -> None:
    code = QrLink("q", "digest", "riverside", None, "t3", NOON, "clerk")
    with records.transaction() as tx:
        tx.requests.add_qr(code)
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.requests.add_qr(replace(code, id="other"))


def test_who_asked_is_forgotten_and_that_somebody_did_stays(records: Records) -> None:
    with records.transaction() as tx:
        over = put_order(tx, state=OrderState.CLOSED, closed_at=NOON)
        rating = Rating(4, True, "王师傅很好", NOON, "clerk", Asked.PHONE)
        old = a_request(over, **{**EVERYTHING, "rating": rating})
        still = a_request(put_order(tx), name="李雷")
        for request in (old, still):
            tx.requests.add(request)
        tx.requests.add_link(TrackingLink("digest", old.id, NOON, "clerk"))
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.REQUESTERS, NOON) == 0
        assert tx.housekeeping.forget_before(DataKind.REQUESTERS, NOON + HOUR) == 1
        assert tx.housekeeping.forget_before(DataKind.REQUESTERS, NOON + HOUR) == 0
    with records.reading() as tx:
        left = tx.requests.get(old.id)
        assert left is not None
        assert (left.name, left.phone, left.room, left.dwelling, left.words, left.place) == ("", "", "", None, "", "")
        assert left.rating == replace(rating, text="")
        assert tx.requests.get(still.id) == still
        assert tx.requests.link("digest") is None


@pytest.mark.parametrize(("written", "digits"), [("+86 138 0013 8000", "13800138000"), ("0755-1234567", "07551234567"), ("电话", ""), ("8000", "8000")])
def test_digits_of_a_phone(written: str, digits: str) -> None:
    assert digits_of(written) == digits


@pytest.mark.parametrize(("written", "key"), [("3号楼1单元1201室", "3-1-1201"), ("A座1203", "a-1203"), ("大堂", ""), ("B1-12", "b-1-12")])
def test_the_key_of_a_room(written: str, key: str) -> None:
    assert room_key(written) == key
