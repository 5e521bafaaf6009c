"""Platforms push over real sockets, and what they say reaches a real broker: signed, once, and never lost."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.bridges.listening import Heard, listening
from tests.bridges.pushed.pushing import NOW, SECRETS, TOKEN, Running, huawei, onenet, push, reasons, running, signed
from tests.e2e.installation import eventually
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
LATE = timedelta(minutes=10)


@pytest.fixture
def bridge(mosquitto: Broker, tmp_path: Path) -> Iterator[Running]:
    with running(mosquitto, tmp_path) as found:
        yield found


@pytest.fixture
def heard(mosquitto: Broker) -> Iterator[Heard]:
    with listening(mosquitto) as found:
        yield found


def body_of(source: str, said: Mapping[str, object]) -> bytes:
    text = json.dumps(said)
    return json.dumps({**onenet(text), "time": 1, "id": "of the envelope"}).encode() if source == "onenet" else text.encode()


def headers_of(source: str, body: bytes) -> Mapping[str, str]:
    return {"signed": signed(body), "huawei": huawei(), "bearer": {"Authorization": f"Bearer {TOKEN}"}, "onenet": {}}[source]


def test_what_is_signed_right_reaches_the_broker_in_steward_s_own_form(bridge: Running, heard: Heard) -> None:
    for seq, source in enumerate(SECRETS):
        body = body_of(source, push(seq=seq))
        answer = bridge.post(source, body, headers_of(source, body))
        assert (source, answer.status_code, answer.text) == (source, 200, "ok")
    eventually(lambda: len(heard.bodies("leak-1")) == len(SECRETS), what="all of them")
    assert heard.bodies("leak-1") == [{"values": {"leak": True}, "ts": 1795420800000, "id": str(seq)} for seq in range(len(SECRETS))]


Headers = Callable[[bytes], Mapping[str, str]]
WRONG: dict[str, tuple[str, object, Headers]] = {
    "hmac: another secret": ("signed", push(), lambda body: signed(body, secret=SECRETS["huawei"])),
    "hmac: another body": ("signed", push(), lambda body: signed(body + b" ")),
    "hmac: another time": ("signed", push(), lambda body: {**signed(body), "X-Timestamp": "1795420801"}),
    "hmac: too old": ("signed", push(), lambda body: signed(body, NOW - LATE)),
    "hmac: from the future": ("signed", push(), lambda body: signed(body, NOW + LATE)),
    "hmac: no signature": ("signed", push(), lambda _: {"X-Timestamp": "1795420800"}),
    "hmac: no signature at all": ("signed", push(), lambda _: {"X-Timestamp": "1795420800", "X-Signature": "密" * 32}),
    "huawei: another token": ("huawei", push(), lambda _: huawei(token=SECRETS["signed"])),
    "huawei: too old": ("huawei", push(), lambda _: huawei(at=NOW - LATE)),
    "huawei: another nonce": ("huawei", push(), lambda _: {**huawei(), "nonce": "n2"}),
    "bearer: another token": ("bearer", push(), lambda _: {"Authorization": f"Bearer {TOKEN[:-1]}5"}),
    "bearer: no bearer": ("bearer", push(), lambda _: {"Authorization": f"Basic {TOKEN}"}),
    "bearer: nothing": ("bearer", push(), lambda _: {}),
    "onenet: another token": ("onenet", onenet(json.dumps(push()), token=SECRETS["signed"]), lambda _: {}),
    "onenet: another message": ("onenet", {**onenet("{}"), "msg": json.dumps(push())}, lambda _: {}),
    "onenet: no fields": ("onenet", push(), lambda _: {}),
    "onenet: no object": ("onenet", [1], lambda _: {}),
    "no such source": ("nobody", push(), signed),
    "the secret as a path": (TOKEN, push(), signed),
}


def test_what_is_not_signed_right_is_refused_alike_and_told_without_secrets(bridge: Running, heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers: set[tuple[int, str, str]] = set()
    for source, said, headers in WRONG.values():
        body = json.dumps(said).encode()
        with httpx.Client(base_url=bridge.url, headers={"X-Forwarded-For": f"192.0.2.{len(caplog.records)}"}) as client:
            answer = client.post(f"/{source}", content=body, headers=[(name.encode(), value.encode()) for name, value in headers(body).items()])
        answers.add((answer.status_code, answer.headers["content-type"], answer.text))
    assert answers == {(401, "application/problem+json", '{"type": "about:blank", "title": "Not authorized", "status": 401}')}
    assert bridge.bearer(push(imei="860000000000001", data={"alarm": 0})).status_code == 200
    heard.await_values("smoke-1", smoke=False)
    assert heard.bodies("leak-1") == []
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))  # that is the client
    assert "signed: a push from 192.0.2." in said
    assert "its path is not that of a source" in said
    assert [secret for secret in (*SECRETS.values(), *signed(b"").values()) if secret in said] == []


def test_no_source_s_secret_is_of_use_for_another(bridge: Running) -> None:
    body, text = json.dumps(push()).encode(), json.dumps(push())
    for name, secret in SECRETS.items():
        codes = {
            "signed": bridge.post("signed", body, signed(body, secret=secret)).status_code,
            "huawei": bridge.post("huawei", body, huawei(token=secret)).status_code,
            "bearer": bridge.post("bearer", body, {"Authorization": f"Bearer {secret}"}).status_code,
            "onenet": bridge.post("onenet", onenet(text, token=secret)).status_code,
        }
        assert [source for source, code in codes.items() if code == 200] == [name]


def test_a_replay_is_not_published_again(bridge: Running, heard: Heard) -> None:
    for battery, source in enumerate(["signed", "huawei", "onenet"]):
        body = body_of(source, {"imei": "860000000000002", "data": {"battery": battery}})  # neither an id nor a time of its own
        headers = headers_of(source, body)
        assert [bridge.post(source, body, headers).status_code for _ in range(3)] == [200, 200, 200]
    assert bridge.bearer(push(imei="860000000000001", data={"alarm": 1})).status_code == 200
    heard.await_values("smoke-1", smoke=True)
    assert [body["values"] for body in heard.bodies("leak-1")] == [{"battery_pct": 0}, {"battery_pct": 1}, {"battery_pct": 2}]


def test_a_signature_that_does_not_cover_the_body_is_of_use_for_one_body_only(bridge: Running, heard: Heard) -> None:
    assert bridge.post("huawei", push(), huawei()).status_code == 200
    assert bridge.post("huawei", push(data={"leak": False}), huawei()).status_code == 401
    assert bridge.post("huawei", push(data={"leak": False}), huawei("n2")).status_code == 200
    heard.await_values("leak-1", leak=False)
    assert len(heard.bodies("leak-1")) == 2


def test_onenet_is_told_that_the_address_is_ours(bridge: Running) -> None:
    good = bridge.client.get("/onenet", params=onenet("check-1"))
    assert (good.status_code, good.text, good.headers["x-content-type-options"]) == (200, "check-1", "nosniff")
    fields = onenet("check+43")
    assert "+" in fields["signature"]
    unescaped = bridge.client.get(f"/onenet?msg=check%2B43&nonce={fields['nonce']}&signature={fields['signature']}")
    assert (unescaped.status_code, unescaped.text) == (200, "check+43")
    assert bridge.client.get("/onenet", params={**onenet("check-3"), "nonce": "other"}).status_code == 401
    assert bridge.client.get("/onenet").status_code == 401
    assert bridge.client.get("/bearer", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 401


def test_other_methods_and_pages_of_documentation_do_not_exist(bridge: Running) -> None:
    answers = [bridge.client.request(method, "/bearer") for method in ("PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE")]
    assert {(answer.status_code, answer.headers["allow"]) for answer in answers} == {(405, "GET, POST")}
    assert [bridge.client.get(path).status_code for path in ("/docs", "/openapi.json", "/")] == [401, 401, 401]


def test_a_batch_becomes_a_message_for_each_and_all_are_acknowledged(mosquitto: Broker, tmp_path: Path, heard: Heard) -> None:
    source = {"scheme": "bearer", "items": "list", "device": "imei", "time": "ts", "id": "batch", "values": {"leak": "leak", "smoke": "smoke"}}
    with running(mosquitto, tmp_path, sources={"bearer": source}) as bridge:
        batch = [
            {"imei": "860000000000002", "leak": False},
            {"imei": "860000000000001", "smoke": True},
            {"imei": 860000000000002, "leak": True, "ts": 1795420801},
        ]
        assert bridge.bearer({"batch": "b7", "ts": 1795420800, "list": batch}).status_code == 200
        heard.await_values("leak-1", leak=True)
        assert heard.bodies("leak-1") == [
            {"values": {"leak": False}, "ts": 1795420800000, "id": "b7-0"},
            {"values": {"leak": True}, "ts": 1795420801000, "id": "b7-2"},
        ]
        assert heard.bodies("smoke-1") == [{"values": {"smoke": True}, "ts": 1795420800000, "id": "b7-1"}]


def test_an_unknown_device_goes_to_quarantine_under_its_own_name(bridge: Running, heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    for seq in range(3):
        assert bridge.bearer(push(imei="869999999999999", seq=seq)).status_code == 200
    eventually(lambda: len(heard.bodies("869999999999999")) == 3, what="the stranger's messages")
    assert reasons(heard, "869999999999999") == ["unknown_device"] * 3
    assert len([record for record in caplog.records if "869999999999999" in record.getMessage()]) == 1


NOT_UNDERSTOOD = {
    "no JSON": b"\xff\xfe not json",
    "nothing": b"",
    "a device that cannot be a topic": push(imei="SN/1+#"),
    "a device that others speak for": push(imei="leak-9"),
    "no device": {"data": {"leak": True}},
    "an object for a device": push(imei={"a": 1}),
    "nothing that is named": push(data={"other": 1}),
    "no object": [[1, 2], 3],
    "half a character": b'{"imei": "860000000000002", "data": {"other": "\\ud800"}}',
}


def test_what_nobody_understands_is_answered_and_stands_in_quarantine(bridge: Running, heard: Heard) -> None:
    assert {name: bridge.bearer(said).status_code for name, said in NOT_UNDERSTOOD.items()} == dict.fromkeys(NOT_UNDERSTOOD, 200)
    eventually(lambda: len(heard.bodies("gw-push")) == len(NOT_UNDERSTOOD), what="a note of the gateway for each")
    assert reasons(heard, "gw-push") == ["unknown_point"] * len(NOT_UNDERSTOOD)
    assert {topic.split("/")[3] for topic, _ in heard.messages} == {"gw-push"}


def test_a_value_that_is_not_understood_is_null_and_noted_and_the_rest_counts(bridge: Running, heard: Heard) -> None:
    assert bridge.bearer(push(imei="860000000000001", data={"alarm": 7, "temp": "hot", "battery": 88})).status_code == 200
    heard.await_values("smoke-1", smoke=None, temp=None, battery_pct=88)
    assert reasons(heard, "smoke-1") == []
    eventually(lambda: reasons(heard, "gw-push") == ["unknown_point"], what="the note")
    note = json.dumps(heard.bodies("gw-push")[0], ensure_ascii=False)
    assert all(word in note for word in ("smoke: 7 is not among 0, 1", "temp: expected a number, found 'hot'", "860000000000001"))


def test_a_push_of_no_interest_is_answered_and_passed_over(mosquitto: Broker, tmp_path: Path, heard: Heard) -> None:
    source = {"scheme": "bearer", "when": "type == 'data'", "device": "imei", "values": {"leak": "data.leak"}, "answer": '{"code": 0}'}
    with running(mosquitto, tmp_path, sources={"bearer": source}) as bridge:
        passed = bridge.bearer(push(type="online", data={"leak": False}))
        assert (passed.status_code, passed.headers["content-type"], passed.json()) == (200, "application/json", {"code": 0})
        assert bridge.bearer(push(type="data")).status_code == 200
        heard.await_values("leak-1", leak=True)
        assert len(heard.messages) == len(heard.bodies("leak-1")) + len([1 for topic, _ in heard.messages if topic.endswith("/status")])


def test_no_body_whatever_makes_it_fail_or_hang(bridge: Running, heard: Heard) -> None:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["860000000000001", "leak-9", "1e999"])
    anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4), max_leaves=8)
    close = st.fixed_dictionaries(
        {"imei": anything, "at": anything},
        optional={"seq": anything, "data": st.fixed_dictionaries({}, optional=dict.fromkeys(("alarm", "temp", "leak", "battery"), anything))},
    )
    bodies = st.binary(max_size=200) | (anything | close | st.lists(close, max_size=3)).map(lambda said: json.dumps(said).encode())

    @hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(bodies, st.sampled_from(sorted(SECRETS)))
    def attempt(body: bytes, source: str) -> None:
        assert bridge.post(source, body, headers_of(source, body) if source != "huawei" else huawei(body.hex()[:1000])).status_code in {200, 401, 429}
        assert bridge.bearer(body).status_code == 200

    attempt()
    assert bridge.bearer(push(data={"leak": True})).status_code == 200
    heard.await_values("leak-1", leak=True)
