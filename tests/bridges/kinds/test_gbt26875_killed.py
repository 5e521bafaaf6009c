"""The role as it is run: killed in the middle of its work, and started again; the panel repeats, and nothing confirmed is lost."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from tests.bridges.fire.panel import FAULT, FIRE, NORMAL, SimulatedPanel, component, operation
from tests.bridges.fire.site import SITE, TABLE
from tests.bridges.listening import listening
from tests.e2e.installation import eventually, start
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@contextmanager
def role(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start(["run", "--config", str(folder / "steward.yaml"), "--role", "bridge:fire"], folder / "bridge.log")
    try:
        yield process
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        process.wait(10)


def test_what_was_confirmed_before_a_kill_is_there_and_what_was_not_is_repeated(mosquitto: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_MQTT_PASSWORD", mosquitto.password)
    port = free_port()
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "points.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "steward.yaml").write_text(
        f"sites: [site.yaml]\ndata_dir: data\nmqtt: {{host: {mosquitto.host}, port: {mosquitto.port}, username: {mosquitto.username}}}\n"
        f"bridges:\n  fire: {{kind: gbt26875, site: works, gateway: gw-fire, port: {port}, table: points.csv, panel: panel-1}}\n",
        encoding="utf-8",
    )
    times = [AT + timedelta(seconds=second) for second in range(40)]
    with listening(mosquitto) as heard:
        with role(tmp_path) as process:
            with SimulatedPanel(port) as panel:
                panel.say(2, component(FIRE, 7, 9, AT))
                for at in times[:20]:
                    panel.say(2, component(NORMAL | FAULT, 10, 2, at))
                unanswered = panel.send(2, component(NORMAL | FIRE, 10, 2, times[20]))
                os.kill(process.pid, signal.SIGKILL)
                panel.answer()
                serial = panel.serial
            process.wait(10)
        eventually(lambda: heard.status("gw-fire") == "offline", what="its will")
        with role(tmp_path) as process, SimulatedPanel(port) as panel:
            panel.serial = serial
            panel.socket.sendall(unanswered)
            assert panel.answer() == (serial, 3)
            for at in times[21:]:
                panel.say(2, component(NORMAL | FAULT, 10, 2, at))
            panel.say(2, component(FAULT, 7, 10, AT))
            panel.say(4, operation(1, AT))
            os.kill(process.pid, signal.SIGTERM)
            assert process.wait(10) == 0
        eventually(lambda: heard.status("panel-1") == "offline", what="its end")
        bodies = [body for body in heard.bodies("smoke-1") if "id" in body]
        said = {(cast("int", body["ts"]) - int(AT.timestamp() * 1000)) // 1000 for body in bodies}
        assert said == set(range(40))
        assert len({body["id"] for body in bodies if body["ts"] == int(times[20].timestamp() * 1000)}) == 1
        flags = [cast("dict[str, object]", body["values"]).get("status_bits") for body in heard.bodies("panel-1")]
        assert [each for each in flags if each is not None] == [["normal", "fire"], ["normal", "fire", "fault"], ["normal", "fault"]]
