"""What is told of a camera, probe by probe."""

from __future__ import annotations

from collections.abc import Sequence

from bridges.video.camera import Camera
from bridges.video.finding import ClockFinding, Picture, PictureFinding
from bridges.video.standing import News, Standing, step

CAMERA = Camera("camera-1", "10.0.0.9", video="video", clock="clock_error")
GOOD = PictureFinding(True, Picture.OFFERED)
EMPTY = PictureFinding(True, Picture.NONE, "none")
BROKEN = PictureFinding(True, Picture.FAILED, "cannot")
REFUSED = PictureFinding(True, Picture.REFUSED, "no login")
SILENT = PictureFinding(False, Picture.FAILED, "silent")
TIME = ClockFinding(True, 0.3)
NO_TIME = ClockFinding(True, None, "no time")
NO_CLOCK = ClockFinding(False, None, "silent")

Probe = tuple[PictureFinding | None, ClockFinding | None]


def told(*probes: Probe, camera: Camera = CAMERA) -> Sequence[News]:
    standing, news = Standing(), []
    for picture, clock in probes:
        standing, found = step(camera, standing, picture, clock)
        news.append(found)
    return news


def videos(*pictures: PictureFinding) -> list[object]:
    return [news.values.get("video", "not told") for news in told(*((picture, TIME) for picture in pictures))]


def test_all_that_is_known_stands_in_one_message() -> None:
    (news,) = told((GOOD, TIME))
    assert news == News(online=True, values={"video": "online", "clock_error": 0.3}, warnings=[], over=[])


def test_a_single_lost_probe_is_no_news_and_two_in_a_row_are() -> None:
    good, lost = (GOOD, TIME), (SILENT, NO_CLOCK)
    news = told(good, lost, good, lost, lost, lost, good)
    assert [each.online for each in news] == [True, None, True, None, False, False, True]
    assert [bool(each.values) for each in news] == [True, False, True, False, False, False, True]
    assert [len(each.warnings) for each in news] == [0, 0, 0, 0, 1, 0, 0]
    assert news[4].warnings == [
        "camera-1 (10.0.0.9): it is offline (RTSP: silent; ONVIF: silent). Look at its power and its network, and at its row in the table"
    ]
    assert [list(each.over) for each in news if each.over] == [["camera-1 (10.0.0.9): it is there again"]]


def test_a_camera_that_says_that_it_has_no_picture_is_believed_at_once() -> None:
    assert videos(GOOD, EMPTY, GOOD) == ["online", "offline", "online"]


def test_a_picture_that_could_not_be_had_once_is_not_measured_and_twice_is_lost() -> None:
    assert videos(GOOD, BROKEN, GOOD, BROKEN, BROKEN, BROKEN, GOOD) == ["online", None, "online", None, "offline", "offline", "online"]


def test_an_rtsp_server_that_is_gone_while_the_camera_tells_the_time_is_a_lost_picture() -> None:
    news = told((SILENT, TIME), (SILENT, TIME))
    assert [(each.online, each.values["video"]) for each in news] == [(True, None), (True, "offline")]


def test_a_refused_login_is_neither_and_is_told_once() -> None:
    news = told((REFUSED, TIME), (REFUSED, TIME), (SILENT, NO_CLOCK), (REFUSED, TIME), (GOOD, TIME))
    assert [each.values.get("video", "not told") for each in news] == [None, None, "not told", None, "online"]
    assert [list(each.warnings) for each in news] == [["camera-1 (10.0.0.9): whether it has a picture is not known: no login"], [], [], [], []]
    assert [list(each.over) for each in news] == [[], [], [], [], ["camera-1 (10.0.0.9): its picture is there again"]]


def test_a_time_that_cannot_be_had_is_null_each_time_and_told_at_the_second() -> None:
    news = told((GOOD, NO_TIME), (GOOD, NO_TIME), (GOOD, NO_CLOCK), (GOOD, TIME))
    assert [each.values["clock_error"] for each in news] == [None, None, None, 0.3]
    assert [len(each.warnings) for each in news] == [0, 1, 0, 0]
    assert news[3].over == ["camera-1 (10.0.0.9): its clock can be read again"]


def test_what_is_not_asked_is_left_out() -> None:
    recorder = Camera("nvr-1", "10.0.0.8", clock="n_clock_error")
    assert told((PictureFinding(True, Picture.NOT_ASKED), TIME), camera=recorder)[0].values == {"n_clock_error": 0.3}
    (news,) = told((GOOD, None), camera=Camera("camera-1", "10.0.0.9", onvif_port=None, video="video"))
    assert news.values == {"video": "online"}
    for news in told(*[(PictureFinding(True, Picture.FAILED, "broken"), NO_TIME)] * 3, camera=Camera("nvr-1", "10.0.0.8")):
        assert (news.online, dict(news.values), list(news.warnings)) == (True, {}, []), "nor is anything said of what is not told"
    (news,) = told((PictureFinding(True, Picture.NOT_ASKED), None), camera=Camera("nvr-1", "10.0.0.8"))
    assert (news.online, dict(news.values)) == (True, {})
