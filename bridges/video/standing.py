"""What is told of a camera after each probe. Pure; a single lost probe is no news, two in a row are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bridges.publisher import Sent
from bridges.video.camera import Camera
from bridges.video.finding import ClockFinding, Picture, PictureFinding

_IN_A_ROW = 2

_GONE, _PICTURE, _CLOCK = "gone", "picture", "clock"
_OVER: Mapping[str, str] = {
    _GONE: "it is there again",
    _PICTURE: "its picture is there again",
    _CLOCK: "its clock can be read again",
}


@dataclass(frozen=True)
class Standing:
    """`silent`, `failed` and `untimed` count probes in a row: without any answer, without a picture or a time though something answered.

    `troubles` are those that the log has told and that are not over.
    """

    silent: int = 0
    failed: int = 0
    untimed: int = 0
    troubles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class News:
    """What to say: the device's status (`None`: as it was), its values by key on the wire (none: no message), warnings, and what is over."""

    online: bool | None = None
    values: Mapping[str, Sent] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    over: Sequence[str] = ()


def step(camera: Camera, before: Standing, picture: PictureFinding | None, clock: ClockFinding | None) -> tuple[Standing, News]:
    """What a probe changes; a part that was not asked is `None`.

    Who does not answer at all is offline at the second time, and no value is told of it: it falls silent, and rules see that.
    """
    if not any(part.answered for part in (picture, clock) if part is not None):
        after = replace(before, silent=before.silent + 1)
        if after.silent < _IN_A_ROW:
            return after, News()
        return _told(camera, after, {**before.troubles, _GONE: _both(picture, clock)}, News(online=False))
    after = replace(
        before,
        silent=0,
        failed=before.failed + 1 if picture is not None and picture.picture is Picture.FAILED else 0,
        untimed=before.untimed + 1 if clock is not None and clock.error_s is None else 0,
    )
    values: dict[str, Sent] = {}
    if camera.video is not None and picture is not None:
        values[camera.video] = _video(picture.picture, after.failed)
    if camera.clock is not None and clock is not None:
        values[camera.clock] = clock.error_s
    return _told(camera, after, _troubles(camera, picture, clock, after), News(online=True, values=values))


def _video(picture: Picture, failed: int) -> str | None:
    if picture is Picture.OFFERED:
        return "online"
    if picture is Picture.NONE or failed >= _IN_A_ROW:
        return "offline"
    return None


def _troubles(camera: Camera, picture: PictureFinding | None, clock: ClockFinding | None, after: Standing) -> Mapping[str, str]:
    troubles: dict[str, str] = {}
    asked_for_picture = picture is not None and (camera.video is not None or picture.login_refused)
    if picture is not None and asked_for_picture and (picture.picture in (Picture.NONE, Picture.REFUSED) or after.failed >= _IN_A_ROW):
        shown = {Picture.NONE: "it has no picture", Picture.REFUSED: "whether it has a picture is not known"}.get(picture.picture, "its picture cannot be had")
        troubles[_PICTURE] = f"{shown}: {picture.why}"
    if camera.clock is not None and clock is not None and after.untimed >= _IN_A_ROW:
        troubles[_CLOCK] = f"its clock cannot be read: {clock.why}. Without ONVIF, write 0 as its ONVIF port"
    return troubles


def _told(camera: Camera, after: Standing, troubles: Mapping[str, str], news: News) -> tuple[Standing, News]:
    """With what the log is to say: what begins, and what is over; of a trouble that lasts nothing, though its words change."""
    place = f"{camera.device} ({camera.host})"
    return replace(after, troubles=troubles), replace(
        news,
        warnings=[f"{place}: {why}" for what, why in troubles.items() if what not in after.troubles],
        over=[f"{place}: {_OVER[what]}" for what in after.troubles if what not in troubles],
    )


def _both(picture: PictureFinding | None, clock: ClockFinding | None) -> str:
    said = [f"{name}: {part.why}" for name, part in (("RTSP", picture), ("ONVIF", clock)) if part is not None]
    return f"it is offline ({'; '.join(said)}). Look at its power and its network, and at its row in the table"
