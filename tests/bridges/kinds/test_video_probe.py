"""Cameras in an installation: mistakes are named before anything is asked, rules hear what is found, and the role outlives being killed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import yaml

from bridges.kinds.video_probe import VideoProbe
from devices.camera import CLOCK_ERROR
from domain.problem import BadConfiguration
from domain.site import Site
from steward.bridges import check_bridges, open_bridge
from steward.settings import load
from tests.bridges.listening import listening
from tests.bridges.video.peers import peer
from tests.bridges.video.simulated_onvif import Onvif
from tests.bridges.video.simulated_rtsp import Rtsp
from tests.e2e.installation import end, eventually, start
from tests.ingest.codecs.sites import site_of
from tests.parts import free_port
from tests.parts.broker import Broker

SITE = """\
id: riverside
name: {zh: 滨江, en: Riverside}
time_zone: Asia/Shanghai
spaces: [{id: gate, kind: zone, name: {zh: 大门, en: Gate}}]
assets:
  - {id: gw-video, type: gateway, name: {zh: 视频网关, en: Video gateway}, space: gate}
  - {id: gw-other, type: gateway, name: {zh: 网关, en: Gateway}, space: gate}
  - {id: camera-1, type: camera, name: {zh: 1号, en: One}, space: gate, gateway: gw-video}
  - {id: camera-2, type: camera, name: {zh: 2号, en: Two}, space: gate}
  - {id: camera-3, type: camera, name: {zh: 3号, en: Three}, space: gate, gateway: gw-other}
  - {id: camera-4, type: camera, name: {zh: 4号, en: Four}, space: gate, gateway: gw-video, interval_s: 30}
  - {id: camera-5, type: camera, name: {zh: 5号, en: Five}, space: gate, gateway: gw-video, dialect: tasmota}
  - {id: nvr-1, type: nvr, name: {zh: 录像机, en: Recorder}, space: gate, gateway: gw-video}
  - {id: sump-1, type: sump, name: {zh: 集水井, en: Sump}, space: gate, gateway: gw-video}
devices:
  - {id: camera-2, assets: {camera-2: c_}, gateway: gw-video}
"""
HEADING = "Device,Host,RTSP port,RTSP path,ONVIF port,ONVIF path,Username,Describe\n"
GOOD = HEADING + "camera-1,10.1.2.3,,/stream1,,,viewer,\nnvr-1,recorder.lan,,,8000,,,no\n"
VARIABLE = "STEWARD_BRIDGE_CAMERAS_CAMERA_PASSWORDS"


def written(folder: Path, table: str = GOOD, mqtt: object = None, block: Mapping[str, object] | None = None) -> Path:
    """An installation with the bridge ``cameras``; `block` are further settings of it."""
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "cameras.csv").write_text(table, encoding="utf-8")
    bridge = {"kind": "video-probe", "site": "riverside", "gateway": "gw-video", "cameras": "cameras.csv", **(block or {})}
    settings = {"data_dir": "data", "sites": ["site.yaml"], "mqtt": mqtt or {}, "bridges": {"cameras": bridge}}
    file = folder / "steward.yaml"
    file.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return file


@cache
def riverside() -> Mapping[str, Site]:
    return {"riverside": site_of(SITE)}


def wrong(file: Path) -> list[str]:
    with pytest.raises(BadConfiguration) as caught:
        check_bridges(load(file), riverside())
    return [str(problem).replace(f"{file.parent}/", "") for problem in caught.value.problems]


def opened(file: Path) -> VideoProbe:
    bridge = open_bridge(load(file), riverside(), "cameras").bridge
    assert isinstance(bridge, VideoProbe)
    return bridge


ROWS = {
    "a device that is not there": ("camera-9,10.1.2.3", "riverside has no device `camera-9`", "Correct the cell"),
    "a device of another gateway": ("camera-3,10.1.2.3,,/s", "`camera-3` does not speak through gw-video", "gateway: gw-video"),
    "a device that is no camera": ("sump-1,10.1.2.3", "`sump-1` (sump) has no point that can be probed", "remove the row"),
    "a device of another dialect": ("camera-5,10.1.2.3,,/s", "in the dialect tasmota", "Remove its `dialect`"),
    "a device that should speak more often": ("camera-4,10.1.2.3,,/s", "every 30 s and is probed every 60 s", "Set `interval_s`"),
    "a device twice": ("camera-1,10.1.2.4,,/s", "stands in row 2 already", "Remove one"),
    "no path of the picture": ("camera-2,10.1.2.3", "the RTSP path of `camera-2` is missing", "or no under Describe"),
    "nothing to ask": ("camera-2,10.1.2.3,0,,0", "both ports are 0", "Write the port"),
    "no host": ("camera-2,", "Host: Field required", "Correct this cell"),
    "an address with a login": ("camera-2,viewer:s3cret@10.1.2.3", "Host: this is no address", "Correct this cell"),
    "a whole address": ("camera-2,rtsp://10.1.2.3/s3cret", "Host: this is no address", "Correct this cell"),
    "a name too long": (f"camera-2,{'a' * 64}.lan", "Host: this is no address", "Correct this cell"),
    "a port that is none": ("camera-2,10.1.2.3,70000", "RTSP port: ", "Correct this cell"),
    "a path that is none": ("camera-2,10.1.2.3,,stream one", "RTSP path: a path begins with /", "Correct this cell"),
    "a password in the path": ("camera-2,10.1.2.3,,/user=a&password=s3cret&channel=1", "RTSP path: a password stands in the path", "Correct this cell"),
    "a username that cannot be": ("camera-2,10.1.2.3,,,,,viewer:s3cret", "Username: a username has no colon", "Correct this cell"),
    "neither yes nor no": ("camera-2,10.1.2.3,,,,,,perhaps", "Describe: ", "Correct this cell"),
}


@pytest.mark.parametrize(("row", "problem", "remedy"), ROWS.values(), ids=ROWS)
def test_a_wrong_row_is_named_with_its_line(row: str, problem: str, remedy: str, tmp_path: Path) -> None:
    (told,) = wrong(written(tmp_path, f"{GOOD}{row}\n"))
    assert told.startswith("cameras.csv:4: ")
    assert problem in told
    assert remedy in told
    assert "s3cret" not in told


def test_all_wrong_rows_are_named_together(tmp_path: Path) -> None:
    told = wrong(written(tmp_path, HEADING + "camera-9,a\ncamera-1,a,,/s\ncamera-1,a,,/s\n"))
    assert [line.partition(": ")[0] for line in told] == ["cameras.csv:2", "cameras.csv:4"]


SETTINGS: dict[str, tuple[dict[str, object], str, str]] = {
    "a probe longer than the interval": ({"interval_s": 5, "timeout_s": 5}, "timeout_s:", "can take 5 s"),
    "frames take longer": ({"interval_s": 10, "timeout_s": 5, "frames": True}, "timeout_s:", "can take 11 s"),
    "too few at once": ({"interval_s": 5, "timeout_s": 4, "at_once": 1}, "at_once:", "Set `at_once` to 2"),
    "a setting that is none": ({"cameras_file": "x"}, "cameras_file:", "cameras_file"),
    "an interval that is none": ({"interval_s": 0}, "interval_s:", "interval_s"),
    "a file that is no path": ({"passwords_file": 5}, "passwords_file:", "passwords_file"),
}


@pytest.mark.parametrize(("block", "setting", "problem"), SETTINGS.values(), ids=SETTINGS)
def test_a_wrong_setting_is_named_with_its_line(block: dict[str, object], setting: str, problem: str, tmp_path: Path) -> None:
    file = written(tmp_path, block=block)
    told = wrong(file)
    line = next(number for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1) if text.strip().startswith(setting))
    assert any(each.startswith(f"steward.yaml:{line}: ") and problem in each for each in told), told


def test_a_password_has_no_column_and_a_table_without_rows_or_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    (told,) = wrong(written(tmp_path, "Device,Host,Password\ncamera-1,10.1.2.3,s3cret\n"))
    assert "the column Password is not known" in told
    assert "s3cret" not in told
    (told,) = wrong(written(tmp_path, HEADING))
    assert "cameras.csv has no rows" in told
    (told,) = wrong(written(tmp_path, block={"cameras": "none.csv"}))
    assert told.startswith("none.csv: the file does not exist")


def test_the_check_of_the_command_line_names_them(tmp_path: Path) -> None:
    file = written(tmp_path, f"{HEADING}camera-9,10.1.2.3\n")
    result = subprocess.run([sys.executable, "-m", "steward", "check", "--config", str(file)], capture_output=True, text=True, timeout=120, check=False)
    assert (result.returncode, "cameras.csv:2: riverside has no device `camera-9`" in result.stderr) == (2, True)


def test_the_table_says_what_is_asked_and_the_passwords_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        ("设备", "地址", "RTSP端口", "RTSP路径", "ONVIF端口", "用户名", "查询图像"),
        ("camera-1", "10.1.2.3", None, "/s", None, "viewer", "是"),
        ("camera-2", "fd00::7", 8554.0, "/", 0, "viewer", None),
        ("nvr-1", "recorder.lan", None, None, 8000, None, "否"),
    )
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = written(tmp_path, block={"cameras": "cameras.xlsx", "passwords_file": "passwords"})
    book.save(tmp_path / "cameras.xlsx")
    (tmp_path / "passwords").write_text("camera-1: one\ncamera-*: others\n", encoding="utf-8")
    one, two, recorder = opened(file).cameras
    assert (one.uri, one.onvif_port, one.video, one.clock) == ("rtsp://10.1.2.3:554/s", 80, "video", "clock_error")
    assert (two.uri, two.onvif_port, two.video, two.clock) == ("rtsp://[fd00::7]:8554/", None, "c_video", None)
    assert (recorder.onvif_port, recorder.video, recorder.clock, recorder.login) == (8000, None, "clock_error", None)
    assert [each.login and each.login.password for each in (one, two)] == ["one", "others"]
    monkeypatch.setenv(VARIABLE, "*: all")
    assert [each.login and each.login.password for each in opened(file).cameras] == ["all", "all", None]


def test_passwords_that_are_nowhere_or_not_lines_stop_the_role_and_not_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path)
    check_bridges(load(file), riverside())
    with pytest.raises(BadConfiguration, match=VARIABLE):
        opened(file)
    monkeypatch.setenv(VARIABLE, "camera-1: x\ns3cret\ncamera-7: s3cret\n")
    with pytest.raises(BadConfiguration) as caught:
        opened(file)
    told = str(caught.value)
    assert "line 2 of the passwords is not" in told
    assert "line 3 of the passwords names no device" in told
    assert "s3cret" not in told


def test_the_page_shows_a_configuration_that_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "bridges" / "video-probe.md").read_text(encoding="utf-8")
    assets, block, table, passwords = re.findall(r"^```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    head = SITE.partition("assets:")[0].replace("{id: gate,", "{id: control-room, kind: zone, name: {zh: 中控, en: Control}}, {id: south-gate,")
    (tmp_path / "steward.yaml").write_text(f"data_dir: data\nsites: [site.yaml]\n{block}", encoding="utf-8")
    (tmp_path / "site.yaml").touch()
    (tmp_path / "cameras.csv").write_text(table, encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "cameras").write_text(passwords, encoding="utf-8")
    bridge = open_bridge(load(tmp_path / "steward.yaml"), {"riverside": site_of(head + assets)}, "cameras").bridge
    assert isinstance(bridge, VideoProbe)
    assert [each.login and each.login.password for each in bridge.cameras] == ["the password of the south gate's cameras", None]


def test_a_clock_that_is_as_wrong_as_can_be_is_within_what_its_point_can_tell() -> None:
    assert (CLOCK_ERROR.low, CLOCK_ERROR.high) == (-1e9, 1e9)


@dataclass
class Role:
    """The real process of the bridge."""

    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def role(file: Path, broker: Broker) -> Iterator[Role]:
    log = file.parent / "bridge.log"
    environment = {"STEWARD_MQTT_PASSWORD": broker.password, VARIABLE: "*: pass word"}
    process = start(["run", "--config", str(file), "--role", "bridge:cameras"], log, environment)
    try:
        yield Role(process, log)
    finally:
        end(process)


@pytest.mark.real
def test_the_role_is_killed_and_goes_on_where_the_cameras_are(mosquitto: Broker, tmp_path: Path) -> None:
    first, second, onvif, gone = Rtsp(scheme="digest"), Rtsp(), Onvif(1000), free_port()
    with peer(first.handle) as one, peer(onvif.handle) as clock, listening(mosquitto) as heard:
        table = f"{HEADING}camera-1,127.0.0.1,{one.port},/s,{clock.port},,viewer,\ncamera-2,127.0.0.1,{gone},/s,0,,,\n"
        mqtt = {"host": mosquitto.host, "port": mosquitto.port, "username": mosquitto.username}
        file = written(tmp_path, table, mqtt, {"interval_s": 1, "timeout_s": 0.9, "at_once": 4})
        with peer(second.handle, gone), role(file, mosquitto) as running:
            heard.await_values("camera-1", video="online")
            heard.await_values("camera-2", c_video="online")
            assert "clock_error" in heard.bodies("camera-1")[0]["values"]  # type: ignore[operator]
            eventually(lambda: heard.status("camera-2") == heard.status("gw-video") == "online", what="all online")
            running.process.kill()
            eventually(lambda: heard.status("gw-video") == "offline", what="the will")
            before = len(heard.bodies("camera-1"))
        first.status = {"DESCRIBE": 404}
        with role(file, mosquitto) as running:
            heard.await_values("camera-1", video="offline")
            eventually(lambda: heard.status("camera-2") == "offline", what="the camera that went away meanwhile")
            assert heard.status("gw-video") == "online"
            assert len(heard.bodies("camera-1")) > before
            eventually(lambda: b"nobody probes it" in running.log.read_bytes(), what="its log")
        assert b"pass word" not in running.log.read_bytes()
        assert os.environ.get(VARIABLE) is None
