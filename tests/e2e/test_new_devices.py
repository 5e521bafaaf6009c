"""An unknown sensor speaks, is listed, bound, and understood: Mosquitto and the roles are real, and nobody restarts anything by hand."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import httpx
import pytest

from devices.site_file import load_site
from ingest.codecs import codecs
from tests.e2e.chain import alarm_of, now_ms
from tests.e2e.installation import Installation, eventually, publisher
from tests.e2e.newcomers import SITE, court, file_of, heard, listed, pids, started_again, stored, wanted

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with court(tmp_path_factory.mktemp("newcomers")) as installation:
        yield installation


def test_an_unknown_sensor_is_bound_and_its_next_reading_raises_its_alarm_and_nothing_is_lost_meanwhile(running: Installation) -> None:
    engineer = running.client("engineer")
    running.publish("pit-7", "telemetry", {"ts": now_ms(), "values": {"level": 0.4, "pump_2_run": False}}, site=SITE)
    item = heard(engineer, "pit-7")
    assert (item["dialect"], item["topic"], item["count"]) == ("native", f"steward/v1/{SITE}/pit-7/telemetry", 1)
    fits = item["fits"]
    assert isinstance(fits, list)
    assert (fits[0]["type"], fits[0]["unknown"], fits[0]["counts"]) == ("sump", [], {"pump": 2})
    assert item["proposed"] == {"id": "pit-7", "name": {"zh": "集水井 pit-7", "en": "Sump pit pit-7"}, "type": "sump", "space": "yard"}

    file, before, processes = file_of(running), file_of(running).read_bytes(), pids(running)
    preview = engineer.post("/new-devices/preview", json=wanted("pit-7", counts={"pump": 2}))
    assert preview.status_code == 200, preview.text
    assert file.read_bytes() == before
    assert running.client("guard").post("/new-devices/join", json=wanted("pit-7")).status_code == 403

    sent: list[int] = []
    enough = threading.Event()

    def speak() -> None:
        with publisher(running) as client:
            while not enough.wait(0.1):
                ts = now_ms()
                message = f'{{"ts": {ts}, "values": {{"level": 0.7}}}}'
                client.publish(f"steward/v1/{SITE}/pit-1/telemetry", message, qos=1).wait_for_publish(10)
                sent.append(ts)

    thread = threading.Thread(target=speak)
    thread.start()
    try:
        eventually(lambda: len(sent) > 3, what="the first readings")
        joined = engineer.post("/new-devices/join", json=wanted("pit-7", counts={"pump": 2}))
        assert (joined.status_code, joined.json()["written"]) == (200, True), joined.text
        again = engineer.post("/new-devices/join", json=wanted("pit-7", counts={"pump": 2}))
        assert (again.status_code, again.json()["written"]) == (200, False)
        entry = preview.json()["entry"]
        assert file.read_text(encoding="utf-8") == before.decode().replace("# The end.\n", f"{entry}\n# The end.\n")
        started_again(running, processes)
    finally:
        enough.set()
        thread.join(30)
    assert running.process.poll() is None
    assert "pit-7" not in listed(engineer)
    running.publish("pit-7", "telemetry", {"ts": now_ms(), "values": {"level": 1.9}}, site=SITE)
    assert alarm_of(engineer, "test.level", "pit-7")["severity"] == "critical"
    eventually(lambda: [each["value"] for each in stored(engineer, "pit-7.level")] == [1.9], what="the reading of pit-7 in the store")
    eventually(lambda: len(stored(engineer, "pit-1.level")) == len(set(sent)), what=f"each of {len(sent)} readings of pit-1 in the store")


def test_whoever_comes_second_is_told_so_and_a_device_that_nobody_heard_is_not_bound(running: Installation) -> None:
    engineer = running.client("engineer")
    running.publish("pit-20", "telemetry", {"ts": now_ms(), "values": {"level": 0.4}}, site=SITE)
    heard(engineer, "pit-20")
    processes = pids(running)
    assert engineer.post("/new-devices/join", json=wanted("pit-20")).json()["written"] is True
    answer = engineer.post("/new-devices/join", json=wanted("pit-20", space="plant"))
    assert answer.status_code == 409, answer.text
    assert "space is yard, not plant" in answer.text
    assert engineer.post("/new-devices/join", json=wanted("pit-404")).status_code == 404
    started_again(running, processes)


def test_a_site_file_that_cannot_be_written_is_told_with_the_lines_to_add_by_hand(running: Installation) -> None:
    engineer = running.client("engineer")
    running.publish("pit-30", "telemetry", {"ts": now_ms(), "values": {"level": 0.4}}, site=SITE)
    heard(engineer, "pit-30")
    file, before = file_of(running), file_of(running).read_bytes()
    in_the_way = file.with_name(f".{file.name}.steward-new")
    in_the_way.mkdir()
    try:
        answer = engineer.post("/new-devices/join", json=wanted("pit-30"))
    finally:
        in_the_way.rmdir()
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "urn:steward:problem:site-file"
    assert "cannot be replaced" in problem["detail"]
    assert problem["entry"].splitlines()[0] == "  - id: pit-30"
    assert file.read_bytes() == before


def test_a_file_that_is_not_sound_is_told_once_by_each_role_and_nothing_restarts(running: Installation) -> None:
    file, before, processes = file_of(running), file_of(running).read_bytes(), pids(running)

    def told() -> int:
        return running.log.read_text(encoding="utf-8").count("cannot be used so")

    earlier = told()
    file.write_bytes(before.replace(b"type: lift", b"type: lfit"))
    eventually(lambda: told() == earlier + len(processes), what="what is wrong with it in the log, from each role")
    file.write_bytes(before.replace(b"# The end.", b"# The very end."))
    started_again(running, processes)  # every role has looked again meanwhile, and sees that it is sound now
    assert told() == earlier + len(processes)


def test_a_server_killed_while_it_binds_leaves_the_file_old_or_new_and_whole(running: Installation) -> None:
    engineer = running.client("engineer")
    file = file_of(running)
    beside = file.with_name(f".{file.name}.steward-new")
    running.publish("pit-40", "telemetry", {"ts": now_ms(), "values": {"level": 0.4}}, site=SITE)
    heard(engineer, "pit-40")
    before, server = file.read_bytes(), running.role_pid("server")
    failed: list[httpx.HTTPError] = []

    def bind() -> None:
        try:
            engineer.post("/new-devices/join", json=wanted("pit-40"))
        except httpx.HTTPError as error:
            failed.append(error)

    thread = threading.Thread(target=bind)
    thread.start()
    while not beside.exists() and thread.is_alive():
        pass
    os.kill(server, signal.SIGKILL)
    thread.join(60)
    assert failed
    assert file.read_bytes() == before or "pit-40" in load_site(file, codecs=codecs()).assets
    eventually(lambda: running.role_pid("server") != server and running.ready(), within_s=60, what="the next server")
    processes = pids(running)
    old = file.read_bytes() == before
    assert engineer.post("/new-devices/join", json=wanted("pit-40")).json()["written"] is old
    assert "pit-40" in load_site(file, codecs=codecs()).assets
    assert not beside.exists()
    if old:
        started_again(running, processes)
