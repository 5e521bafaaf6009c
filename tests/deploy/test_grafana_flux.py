"""Every Flux query of the dashboards is run against a real InfluxDB that the real writer has filled, and finds what is there."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from domain.reading import Quality
from domain.telemetry import TelemetryStore
from storage.telemetry.influx.connection import InfluxConnection
from storage.telemetry.influx.store import InfluxTelemetry
from tests.deploy.dashboards import asked, variables
from tests.parts.influxdb import InfluxDB
from tests.storage.telemetry.messages import at, happened, said

pytestmark = pytest.mark.real
CHOSEN = {"site": "riverside", "type": "lift", "device": "(lift-1|lift-2)", "point": "(temp|moving:bool|door:text|bits:flags|temp:quality)"}
"""What a person would choose, of the last two *All*, and a mark of quality which nobody is offered, as Grafana writes it into a regular expression."""
PANELS = [pytest.param(query, id=f"{dashboard}: {panel}") for dashboard, panel, query in asked("query")]
VARIABLES = [pytest.param(name, query, id=f"{dashboard}: {name}") for dashboard, name, query in variables("influxdb")]
OFFERED = {
    "site": {"riverside", "harbour"},
    "type": {"lift"},
    "device": {"lift-1", "lift-2"},
    "point": {"temp", "moving:bool", "door:text", "bits:flags"},
}


@dataclass(frozen=True)
class Filled:
    """A bucket with readings, and a token that may read it and nothing else, as `deploy/grafana/token.sh` makes one."""

    server: InfluxDB
    bucket: str
    token: str

    def rows(self, query: str) -> list[Mapping[str, str]]:
        """As Grafana asks: its macros are an option of Flux, its variables are put into the text."""
        for name, value in CHOSEN.items():
            query = query.replace(f"${{{name}:regex}}", value).replace(f"${{{name}}}", value)
        imports, rest = ("\n".join(re.findall(r"^import .*$", query, flags=re.MULTILINE)), re.sub(r"^import .*$", "", query, flags=re.MULTILINE))
        macros = f'defaultBucket: "{self.bucket}", timeRangeStart: {at(-60):%Y-%m-%dT%H:%M:%SZ}, timeRangeStop: {at(600):%Y-%m-%dT%H:%M:%SZ}, windowPeriod: 10s'
        body = {"query": f"{imports}\noption v = {{{macros}}}\n{rest}", "dialect": {"annotations": [], "header": True}}
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json", "Accept": "application/csv"}
        request = urllib.request.Request(  # noqa: S310  our own server on loopback
            f"{self.server.url}/api/v2/query?org={self.server.org}", json.dumps(body).encode(), headers
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  our own server on loopback
            text = answer.read().decode()
        tables = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
        return [row for table in tables for row in csv.DictReader(io.StringIO(table))]


@pytest.fixture(scope="module")
def filled(influxdb: InfluxDB) -> Filled:
    bucket = influxdb.bucket("grafana")
    store: TelemetryStore = InfluxTelemetry(
        InfluxConnection(influxdb.url, influxdb.org, bucket, influxdb.token, timeout_s=30, ca_file=None), bucket, keep_s=0, batch_messages=5000
    )
    refused = store.write(
        [
            *(said(n * 5.0, {"temp": 20.0 + n, "moving": n % 2 == 0, "door": "open", "bits": frozenset({"fire"})}) for n in range(12)),
            *(said(n * 5.0, {"temp": 5.0}, device="lift-2") for n in range(3)),
            said(70, {"temp": 1.0}, device="lift-2", temp=Quality.UNCERTAIN),
            said(0, {"temp": 1.0}, site="harbour"),
            said(0, {"temp": 99.0}, device="lift-9", realm="drill-1"),
            happened(1, "lift.opened"),
        ]
    )
    store.close()
    assert not refused
    bucket_id = influxdb.call("GET", f"/api/v2/buckets?name={bucket}")["buckets"][0]["id"]  # type: ignore[index]  # the server's own JSON
    return Filled(influxdb, bucket, influxdb.token_for([{"action": "read", "resource": {"type": "buckets", "id": bucket_id, "orgID": influxdb.org_id()}}]))


@pytest.mark.parametrize("query", PANELS)
def test_a_panel_finds_what_devices_said_and_nothing_of_a_drill(filled: Filled, query: str) -> None:
    rows = filled.rows(query)
    assert rows
    assert not [row for row in rows if "lift-9" in json.dumps(row) or "harbour" in json.dumps(row)]


@pytest.mark.parametrize(("name", "query"), VARIABLES)
def test_a_variable_offers_what_there_is(filled: Filled, name: str, query: str) -> None:
    assert {row["_value"] for row in filled.rows(query)} == OFFERED[name]


def test_the_panels_say_numbers_states_events_and_delays(filled: Filled) -> None:
    found = {panel: filled.rows(query) for dashboard, panel, query in asked("query") if dashboard == "steward-points"}
    assert {row["_field"] for row in found["Numbers · 数值"]} == {"lift-1 temp", "lift-2 temp"}
    assert {row["_field"] for row in found["States · 状态"]} == {"lift-1 moving:bool", "lift-1 door:text", "lift-1 bits:flags"}
    assert [row["event"] for row in found["Events · 事件"]] == ["lift.opened"]
    assert {float(row["_value"]) for row in found["Delay · 到达延迟"]} == {0.25}
    assert [row["value"] for row in found["Last values · 最新值"] if row["device"] == "lift-1"] == ["31"]


def test_devices_are_counted_by_site_and_type(filled: Filled) -> None:
    (query,) = [query for _, panel, query in asked("query") if panel.startswith("Devices that spoke")]
    assert [(row["site"], row["type"], row["devices"]) for row in filled.rows(query)] == [("riverside", "lift", "2"), ("riverside", "lift_event", "1")]
