"""What is wrong in the settings of an HTTP push bridge is told with its place, before anything listens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridges.bridge import Around
from bridges.kinds.http_push import BRIDGE, HttpPush
from bridges.publisher import Broker, Publisher
from bridges.registry import bridge_kinds
from configuration.document import parse
from domain.problem import BadConfiguration
from steward.installation import load_installation
from tests.bridges.pushed.pushing import SECRETS, SITE, prepared, problems_of, settings
from tests.ingest.codecs.sites import site_of

PAGE = Path(__file__).parents[3] / "docs/bridges/http-push.md"
INSTALLATION = """\
sites: [site.yaml]
library: false
bridges:
  push:
    kind: http-push
    site: small
    gateway: gw-push
    device_table: devices.csv
    sources:
      telecom:
        scheme: bearer
        secret_file: not-there
        device: IMEI
        values:
          leak: payload.leak
          smoke: {path: payload.alarm, values: {0: false, 1: true}}
"""
WRONG = {
    "a scheme that is not there": ("scheme: bearer", "scheme: aep", 11, "there is no scheme `aep`", "bearer, hmac-sha256, huawei, onenet"),
    "an option that is not there": ("scheme: bearer", "scheme: bearer\n        options: {hedder: X}", 12, "options.hedder", "Options of bearer: header"),
    "no grammar": ("leak: payload.leak", "leak: payload..leak", 15, "leak: `.` cannot", "jmespath.org"),
    "no function": ("device: IMEI", "device: first(IMEI)", 13, "there is no function first()", "Correct it"),
    "a key that nobody has": ("leak: payload.leak", "leek: payload.leak", 15, "no device for which it may speak has `leek`", "battery_pct"),
    "a value that cannot be": ("1: true", "1: alarm", 16, "what stands for `1` cannot be `alarm`", "Write true or false"),
    "a device that is elsewhere": ("device: IMEI", "devices: [leak-9]\n        device: IMEI", 13, "`leak-9` does not speak through gw-push", "`gateway`"),
    "a name that is no path": ("telecom:", "Telecom/1:", 10, "`Telecom/1` cannot be the name", "small letters"),
    "half of a certificate": ("    device_table", "    tls_key: key.pem\n    device_table", 4, "only one of tls_certificate and tls_key", "Give both"),
    "no certificate": (
        "    device_table",
        "    tls_key: key.pem\n    tls_certificate: c.pem\n    device_table",
        8,
        "key.pem` does not exist",
        "Correct the path",
    ),
    "a setting that is not there": ("secret_file:", "secret:", 12, "secret", "known here"),
    "no gateway": ("gateway: gw-push", "gateway: leak-1", 7, "`leak-1` is no gateway", "gw-push"),
}


def installed(folder: Path, text: str, table: str = "Platform device,Device\n86,leak-1\n") -> None:
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "devices.csv").write_text(table, encoding="utf-8")
    (folder / "steward.yaml").write_text(text, encoding="utf-8")
    load_installation(folder / "steward.yaml")


def test_the_kind_is_found_and_what_is_right_is_right_without_any_secret(tmp_path: Path) -> None:
    assert bridge_kinds()["http-push"] is BRIDGE
    installed(tmp_path, INSTALLATION)


@pytest.mark.parametrize(("good", "bad", "line", "problem", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_steward_check_names_what_is_wrong_with_line_and_remedy(good: str, bad: str, line: int, problem: str, remedy: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as refused:
        installed(tmp_path, INSTALLATION.replace(good, bad))
    found = [each for each in refused.value.problems if problem in each.problem]
    assert [each.line for each in found] == [line], refused.value
    assert remedy in found[0].remedy


def test_wrong_rows_of_the_table_are_told_with_their_lines(tmp_path: Path) -> None:
    table = "Source,Platform device,Device\n,86,leak-1\nnobody,87,leak-1\n,88,leak-9\n,86,leak-2\ntelecom,86,leak-2\n,,leak-1\n"
    with pytest.raises(BadConfiguration) as refused:
        installed(tmp_path, INSTALLATION, table.replace(",,leak-1\n", ""))
    told = [str(each).rpartition("devices.csv:")[2] for each in refused.value.problems]
    assert [line[0] for line in told] == ["3", "4", "5"]
    assert [word in line for word, line in zip(("no source `nobody`", "does not speak through gw-push", "earlier row"), told, strict=True)] == [True] * 3
    with pytest.raises(BadConfiguration, match="Platform device: Field required"):
        installed(tmp_path, INSTALLATION, table)


@pytest.mark.parametrize(
    ("source", "secret", "word"), [("bearer", "0f" * 15, "less than 128 bits"), ("signed", "short", "5 characters"), ("onenet", "short", "5 characters")]
)
def test_a_weak_secret_is_refused_and_not_told(source: str, secret: str, word: str, tmp_path: Path) -> None:
    told = problems_of(settings(tmp_path), {**SECRETS, source: secret})
    assert f"sources.{source}.secret_file: " in told
    assert word in told
    assert secret not in told


def test_an_empty_secret_lets_nobody_in(tmp_path: Path) -> None:
    bridge = prepared(settings(tmp_path), {**SECRETS, "onenet": ""})
    with pytest.raises(BadConfiguration, match="STEWARD_BRIDGE_PUSH_ONENET_SECRET: the secret is empty"):
        bridge.run(Publisher("small", "gw-push", Broker("127.0.0.1", 1)), lambda: NotImplemented, NotImplemented)


def test_two_devices_with_one_name_are_told(tmp_path: Path) -> None:
    site = SITE.replace("gateway: gw-push}", "gateway: gw-push, dialect: mapping, address: same}")
    assert "are both called `same`" in problems_of(settings(tmp_path, device_table=None), site=site_of(site))


def test_the_page_s_configuration_works_and_names_every_setting_scheme_and_option(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    table = page.partition("```csv\n")[2].partition("```")[0]
    site = SITE.replace("{id: leak-2", "{id: leak-b1-01").replace("{id: smoke-1", "{id: smoke-0301")
    (tmp_path / "site.yaml").write_text(site, encoding="utf-8")
    (tmp_path / "devices.csv").write_text(table, encoding="utf-8")
    (tmp_path / "steward.yaml").write_text(f"sites: [site.yaml]\nlibrary: false\n{shown}", encoding="utf-8")
    load_installation(tmp_path / "steward.yaml")
    schema = json.dumps(BRIDGE.settings.model_json_schema())
    assert [name for name in json.loads(schema)["properties"] if f"`{name}`" not in page] == []
    assert [name for name in json.loads(schema)["$defs"]["SourceSettings"]["properties"] if f"`{name}`" not in page] == []


BODIES = {
    "telecom": {
        "upPacketSN": -1,
        "upDataSN": -1,
        "topic": "v1/up/ad19",
        "timestamp": 1795420800000,
        "tenantId": "2000",
        "serviceId": 1,
        "protocol": "lwm2m",
        "productId": "15081413",
        "payload": {"leak_state": 1, "battery": 97},
        "messageType": "dataReport",
        "deviceType": "",
        "deviceId": "5e5a54e224b9",
        "assocAssetId": "",
        "IMSI": "undefined",
        "IMEI": "860000000000017",
    },
    "mobile": {
        "productId": "C6z4Zk012B",
        "deviceId": 1343759,
        "deviceName": "smoke-3f-01",
        "messageType": "notify",
        "notifyType": "property",
        "data": {"id": "1", "version": "1.0", "params": {"alarm": {"time": 1795420799000, "value": 1}, "temperature": {"time": 1795420800000, "value": 231}}},
    },
    "huawei": {
        "resource": "device.property",
        "event": "report",
        "event_time": "20261123T080001Z",
        "notify_data": {
            "header": {"device_id": "5f0e_smoke", "node_id": "smoke", "product_id": "5f0e"},
            "body": {
                "services": [
                    {"service_id": "Temperature", "properties": {"temperature": 23.1}, "event_time": "20261123T080000Z"},
                    {"service_id": "Connectivity", "properties": {"rssi": -80}, "event_time": "20261123T080000Z"},
                ]
            },
        },
    },
    "vendor": {"readings": [{"sn": "leak-b1-01", "ts": "2026-11-23T16:00:00+08:00", "data": '{"water": true}', "bat": "97"}]},
}
SAID: dict[str, tuple[str, dict[str, object]]] = {
    "telecom": ("leak-b1-01", {"leak": True, "battery_pct": 97}),
    "mobile": ("smoke-0301", {"smoke": True, "temp": 23.1}),
    "huawei": ("smoke-0301", {"temp": 23.1}),
    "vendor": ("leak-b1-01", {"leak": True, "battery_pct": 97}),
}


@pytest.mark.parametrize("source", BODIES)
def test_bodies_as_platforms_document_them_are_read_by_the_page_s_configuration(source: str, tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (tmp_path / "devices.csv").write_text(page.partition("```csv\n")[2].partition("```")[0], encoding="utf-8")
    written = parse(page.partition("```yaml\n")[2].partition("```")[0], "page")
    own = written.at(("bridges", "push"))
    assert isinstance(own, dict)
    settings = {key: value for key, value in own.items() if key in BRIDGE.settings.model_fields} | {"device_table": tmp_path / "devices.csv"}
    secrets = dict.fromkeys(BODIES, "0f8c1d7a9b3e46525d1c7f0a8e9b2c34")
    bridge = prepared(settings, secrets, site_of(SITE.replace("{id: leak-2", "{id: leak-b1-01").replace("{id: smoke-1", "{id: smoke-0301")))
    assert isinstance(bridge, HttpPush)
    found = bridge.sources[source].reader.read(json.dumps(BODIES[source]).encode(), b"seal")
    assert found.troubles == []
    (message,) = found.messages
    assert (message.device, message.values) == SAID[source]
    assert message.at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_what_may_speak_is_what_stands_behind_the_gateway(tmp_path: Path) -> None:
    site = site_of(SITE)
    around = Around("push", site, site.devices["gw-push"], lambda _variable, _file: "", lambda *_: None)
    assert sorted(around.devices) == ["leak-1", "leak-2", "smoke-1"]
    assert problems_of(settings(tmp_path)) == ""
