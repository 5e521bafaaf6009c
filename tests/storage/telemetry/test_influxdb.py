"""What is particular to telemetry in InfluxDB: a server that is down, overloaded or set up wrongly; data it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.problem import BadConfiguration
from domain.telemetry import StoreUnavailable, TelemetryStore, WindowFunction
from storage.telemetry import engines
from storage.telemetry.influx import connection
from storage.telemetry.influxdb import TOKEN_VARIABLE, InfluxSettings, read_token
from tests.parts import free_port
from tests.parts.influxdb import InfluxDB
from tests.storage.telemetry.faulty_server import Asked, drop, faulty_server, hang, status
from tests.storage.telemetry.messages import FAR_AHEAD, START, at, of, said

TOKEN = "a-secret-token"
INVALID = b'{"code":"invalid","message":"unable to parse"}'
Open = Callable[..., TelemetryStore]


@pytest.fixture
def open_influxdb(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Open]:
    """Opens the engine with settings by name, and the token from the environment."""
    with ExitStack() as opened:

        def open_it(token: str = TOKEN, **settings: object) -> TelemetryStore:
            monkeypatch.setenv(TOKEN_VARIABLE, token)
            store = engines()["influxdb"].open(InfluxSettings.model_validate(settings), tmp_path)
            opened.callback(store.close)
            return store

        yield open_it


def on(server: InfluxDB, **settings: object) -> dict[str, object]:
    return {"token": server.token, "url": server.url, "org": server.org, "bucket": server.bucket()} | settings


def floors(store: TelemetryStore) -> list[object]:
    return [sample.value for sample in store.range(of("floor"), at(0), FAR_AHEAD)]


def test_a_poisoned_batch_loses_only_what_is_poisoned(influxdb: InfluxDB, open_influxdb: Open) -> None:
    settings = on(influxdb)
    influxdb.write_lines(str(settings["bucket"]), f'lift,site=lakeside,device=foreign load="heavy" {int(START.timestamp())}000000000')
    store = open_influxdb(**settings)
    batch = [said(second, {"floor": float(second)}) for second in range(500)]
    poison = [said(100.5, {"floor": -1.0, "load": 20.0}), said(400.5, {"load": 20.0})]
    refused = store.write([*batch[:101], poison[0], *batch[101:401], poison[1], *batch[401:]])
    assert [one.message for one in refused] == poison
    assert [one.why for one in refused if "field type conflict" not in one.why] == []
    assert floors(store) == [float(second) for second in range(500)]


def test_a_batch_of_nothing_but_poison_is_refused_message_by_message(influxdb: InfluxDB, open_influxdb: Open) -> None:
    settings = on(influxdb)
    influxdb.write_lines(str(settings["bucket"]), f'lift,site=lakeside,device=foreign load="heavy" {int(START.timestamp())}000000000')
    store = open_influxdb(**settings)
    poison = [said(second, {"load": 20.0}) for second in range(9)]
    assert [one.message for one in store.write(poison)] == poison
    assert store.range(of("load"), at(0), FAR_AHEAD) == []


def test_a_message_older_than_the_bucket_keeps_is_refused_and_the_rest_stored(influxdb: InfluxDB, open_influxdb: Open) -> None:
    store = open_influxdb(**on(influxdb, bucket=f"{influxdb.bucket()}-new", retention_days=36_500))
    store.check()
    ancient = said(-200 * 365 * 86_400, {"floor": 1.0})
    refused = store.write([said(0, {"floor": 1.0}), ancient, said(1, {"floor": 2.0})])
    assert [one.message for one in refused] == [ancient]
    assert "retention" in refused[0].why
    assert floors(store) == [1.0, 2.0]


def test_a_large_write_goes_in_requests_of_the_size_that_is_set(open_influxdb: Open) -> None:
    with faulty_server(status(204)) as server:
        store = open_influxdb(url=server.url, batch_messages=40)
        store.write([said(second, {"floor": 1.0}) for second in range(100)])
    assert [len(asked.body.splitlines()) for asked in server.asked] == [40, 40, 20]


def test_a_request_that_is_too_large_is_split(open_influxdb: Open) -> None:
    def takes_three(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        status({True: 204, False: 413}[len(asked.body.splitlines()) <= 3])(handler, asked)

    with faulty_server(takes_three) as server:
        assert open_influxdb(url=server.url).write([said(second, {"floor": 1.0}) for second in range(20)]) == []
    taken = [text for asked in server.asked if len(asked.body.splitlines()) <= 3 for text in asked.body.splitlines()]
    assert len(taken) == len(set(taken)) == 20


def test_a_single_message_that_is_too_large_is_refused(open_influxdb: Open) -> None:
    message = said(0, {"floor": 1.0})
    with faulty_server(status(413)) as server:
        assert [one.message for one in open_influxdb(url=server.url).write([message])] == [message]


@pytest.mark.parametrize("code", [400, 422])
def test_what_influxdb_calls_invalid_is_the_data_s_fault(open_influxdb: Open, code: int) -> None:
    message = said(0, {"floor": 1.0})
    with faulty_server(status(code, INVALID)) as server:
        assert [one.why for one in open_influxdb(url=server.url).write([message])] == ["unable to parse"]


@pytest.mark.parametrize(
    "answer",
    [
        status(429, b'{"code":"too many requests","message":"slow down"}'),
        status(500, b'{"code":"internal error","message":"engine: cache-max-memory-size exceeded"}'),
        status(502, b"<html>bad gateway</html>"),
        status(503, b'{"code":"unavailable","message":"shutting down"}'),
        status(302, b"", Location="http://127.0.0.1:1/elsewhere"),
        status(400, b"<html>The plain HTTP request was sent to HTTPS port</html>"),
        status(422, b"[]"),
        status(404, b"404 page not found"),
        status(405, b""),
        drop,
    ],
)
def test_what_is_not_the_data_s_fault_makes_the_store_unavailable(open_influxdb: Open, answer: Callable[[BaseHTTPRequestHandler, Asked], None]) -> None:
    with faulty_server(answer) as server:
        store = open_influxdb(url=server.url)
        with pytest.raises(StoreUnavailable, match=server.url):
            store.write([said(0, {"floor": 1.0}), said(1, {"floor": 2.0})])
        assert len(server.asked) == 1
        with pytest.raises(StoreUnavailable, match=server.url):
            store.check()


@pytest.mark.parametrize(("said_by_it", "expected"), [({"Retry_After": "7"}, 7.0), ({"Retry_After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None), ({}, None)])
def test_the_wait_that_the_server_asks_for_is_passed_on(open_influxdb: Open, said_by_it: dict[str, str], expected: float | None) -> None:
    with faulty_server(status(429, b"", **said_by_it)) as server, pytest.raises(StoreUnavailable) as caught:
        open_influxdb(url=server.url).write([said(0, {"floor": 1.0})])
    assert caught.value.retry_after_s == expected


def test_a_server_that_hangs_makes_the_store_unavailable(open_influxdb: Open) -> None:
    with faulty_server(hang) as server, pytest.raises(StoreUnavailable, match="timed out"):
        open_influxdb(url=server.url, timeout_s=0.2).write([said(0, {"floor": 1.0})])


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.write([said(0, {"floor": 1.0})]),
        lambda store: store.latest([of("floor")]),
        lambda store: store.range(of("floor"), at(0), at(1)),
        lambda store: store.windows(of("floor"), at(0), at(1), window_s=1, function=WindowFunction.MEAN),
        lambda store: store.events("riverside", "lift-1", "lift", at(0), at(1)),
        lambda store: store.delete_before("riverside", at(0)),
        lambda store: store.check(),
    ],
)
def test_nobody_listening_makes_the_store_unavailable_but_opens(open_influxdb: Open, use: Callable[[TelemetryStore], object]) -> None:
    store = open_influxdb(url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        use(store)


def test_a_query_that_breaks_off_is_no_short_answer(open_influxdb: Open) -> None:
    broken = b",result,table,_time,_field,_value\r\n,_result,0,2026-01-31T08:00:00Z,floor,1\r\n\r\n,error,reference\r\n,out of memory,\r\n"
    with faulty_server(status(200, broken)) as server, pytest.raises(StoreUnavailable, match="out of memory"):
        open_influxdb(url=server.url).range(of("floor"), at(0), at(1))


@pytest.mark.parametrize("use", [lambda store: store.check(), lambda store: store.write([said(0, {"floor": 1.0})]), lambda store: store.latest([of("floor")])])
def test_a_wrong_token_says_what_to_do_and_never_shows_itself(influxdb: InfluxDB, open_influxdb: Open, use: Callable[[TelemetryStore], object]) -> None:
    with pytest.raises(StoreUnavailable, match=r"does not take the token.*token_file.*STEWARD_INFLUXDB_TOKEN") as caught:
        use(open_influxdb(**on(influxdb, token=TOKEN)))
    assert TOKEN not in str(caught.value)


def test_a_server_that_repeats_the_token_does_not_get_it_shown(open_influxdb: Open) -> None:
    with faulty_server(status(500, f"no such token: {TOKEN}".encode())) as server, pytest.raises(StoreUnavailable, match=r"no such token: \*\*\*"):
        open_influxdb(url=server.url).check()


def test_a_missing_bucket_is_made_with_its_retention_when_the_token_may(influxdb: InfluxDB, open_influxdb: Open) -> None:
    bucket = f"{influxdb.bucket()}-new"
    store = open_influxdb(**on(influxdb, bucket=bucket, retention_days=30))
    store.check()
    store.check()
    made = influxdb.call("GET", f"/api/v2/buckets?name={bucket}")["buckets"]
    assert isinstance(made, list)
    assert [rule["everySeconds"] for rule in made[0]["retentionRules"]] == [30 * 86_400]


def test_a_write_finds_its_bucket_missing_and_makes_it(influxdb: InfluxDB, open_influxdb: Open) -> None:
    store = open_influxdb(**on(influxdb, bucket=f"{influxdb.bucket()}-new", retention_days=0))
    assert store.write([said(0, {"floor": 1.0})]) == []
    assert floors(store) == [1.0]


def limited_token(server: InfluxDB, bucket: str, *actions: str) -> str:
    found = server.call("GET", f"/api/v2/buckets?name={bucket}")["buckets"]
    assert isinstance(found, list)
    resource = {"type": "buckets", "id": found[0]["id"], "orgID": server.org_id()}
    return server.token_for([{"action": action, "resource": resource} for action in actions])


def test_a_token_for_one_bucket_is_enough(influxdb: InfluxDB, open_influxdb: Open) -> None:
    bucket = influxdb.bucket()
    store = open_influxdb(**on(influxdb, bucket=bucket, token=limited_token(influxdb, bucket, "read", "write")))
    store.check()
    store.write([said(0, {"floor": 1.0})])
    store.delete_before("riverside", at(-86_400))
    assert floors(store) == [1.0]


@pytest.mark.parametrize("action", ["read", "write"])
def test_a_token_that_may_do_only_half_of_it_fails_the_check(influxdb: InfluxDB, open_influxdb: Open, action: str) -> None:
    bucket = influxdb.bucket()
    store = open_influxdb(**on(influxdb, bucket=bucket, token=limited_token(influxdb, bucket, action)))
    with pytest.raises(StoreUnavailable, match=bucket):
        store.check()


def test_a_missing_bucket_that_the_token_may_not_make_says_how_to_make_it(influxdb: InfluxDB, open_influxdb: Open) -> None:
    store = open_influxdb(**on(influxdb, bucket="nowhere", token=limited_token(influxdb, influxdb.bucket(), "read", "write")))
    with pytest.raises(StoreUnavailable, match=r"no bucket `nowhere`.*influx bucket create"):
        store.check()
    with pytest.raises(StoreUnavailable, match=r"no bucket `nowhere`"):
        store.write([said(0, {"floor": 1.0})])


@pytest.mark.parametrize("use", [lambda store: store.check(), lambda store: store.write([said(0, {"floor": 1.0})]), lambda store: store.latest([of("floor")])])
def test_an_unknown_organisation_says_so(influxdb: InfluxDB, open_influxdb: Open, use: Callable[[TelemetryStore], object]) -> None:
    with pytest.raises(StoreUnavailable, match=r"Check `url` and `org` \(strangers\)"):
        use(open_influxdb(**on(influxdb, org="strangers")))


def test_writes_are_compressed_except_on_loopback(open_influxdb: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    with faulty_server(status(204)) as server:
        open_influxdb(url=server.url).write([said(0, {"floor": 1.0})])
        monkeypatch.setattr(connection, "is_loopback", lambda _: False)
        open_influxdb(url=server.url).write([said(0, {"floor": 1.0})])
    assert [asked.headers["Content-Encoding"] for asked in server.asked] == ["identity", "gzip"]
    assert server.asked[0].body == server.asked[1].body


def test_influxdb_takes_what_is_compressed(influxdb: InfluxDB, open_influxdb: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "is_loopback", lambda _: False)
    store = open_influxdb(**on(influxdb))
    store.check()
    store.write([said(second, {"floor": float(second)}) for second in range(100)])
    assert len(floors(store)) == 100


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8086", True),
        ("http://127.0.0.1:8086", True),
        ("http://127.8.0.1", True),
        ("http://[::1]:8086", True),
        ("http://10.0.0.1:8086", False),
        ("https://influxdb.example", False),
        ("https://localhost.example", False),
    ],
)
def test_loopback_is_told_from_other_addresses(url: str, *, expected: bool) -> None:
    assert connection.is_loopback(url) is expected


def test_the_token_comes_from_a_file_or_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text("from-file\n", encoding="utf-8")
    monkeypatch.setenv(TOKEN_VARIABLE, " from-environment\n")
    assert read_token(InfluxSettings(token_file=file)) == "from-file"
    assert read_token(InfluxSettings()) == "from-environment"


def test_a_missing_token_is_a_fault_of_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    with pytest.raises(BadConfiguration, match=f"Set {TOKEN_VARIABLE}, or name a `token_file`"):
        read_token(InfluxSettings())
    with pytest.raises(BadConfiguration, match="cannot be read"):
        read_token(InfluxSettings(token_file=tmp_path / "missing"))


@pytest.mark.parametrize("text", ["", "\n", "two words", "line\nline"])
def test_a_file_without_a_token_is_a_fault_of_the_configuration(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfiguration, match="does not hold a token"):
        read_token(InfluxSettings(token_file=file))


@pytest.mark.parametrize(
    "wrong", [{"token": "x"}, {"url": "influxdb:8086"}, {"url": "http://user:pass@host"}, {"url": "ftp://host"}, {"timeout_s": 0}, {"bucket": ""}]
)
def test_settings_that_cannot_work_or_hold_a_secret_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        InfluxSettings.model_validate(wrong)


def test_finding_the_engines_does_not_load_the_client() -> None:
    program = "import sys; from storage.telemetry import engines; engines(); print(sorted({'influxdb_client', 'urllib3', 'reactivex'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert found.stdout == "[]\n"
