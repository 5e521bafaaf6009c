"""Asking a camera by RTSP 1.0 (RFC 2326) whether it offers a picture: OPTIONS and DESCRIBE; with `frames`, whether it sends one.

RTSP 2.0 (RFC 7826) is another protocol of the same name; cameras in the field speak 1.0.
"""

from __future__ import annotations

from bridges.video.camera import Camera
from bridges.video.conversation import Conversation, judged
from bridges.video.credentials import Login, Unanswerable
from bridges.video.description import Stream, has_video, stream_of
from bridges.video.finding import Picture, PictureFinding, within
from bridges.video.frames import see


async def look(camera: Camera, port: int, login: Login | None, timeout_s: float, *, frames: bool = False) -> PictureFinding:
    """What the RTSP server at `port` says; `login` is tried if it wants one. Never raises for anything that the other side does.

    Takes at most `timeout_s`; with `frames` as long again, and a second to take leave.
    """
    talk = Conversation(camera.host, port, login)

    async def ask() -> tuple[PictureFinding, Stream | None]:
        try:
            return await _offer(talk, camera)
        except Unanswerable as error:
            return PictureFinding(True, Picture.REFUSED, str(error)), None

    async def watch(stream: Stream) -> PictureFinding:
        try:
            return await see(talk, stream)
        except Unanswerable as error:
            return PictureFinding(True, Picture.REFUSED, str(error))

    async with talk:
        finding, stream = await within(timeout_s, ask, lambda why: (PictureFinding(talk.heard, Picture.FAILED, why), None))
        if not frames or stream is None:
            return finding
        return await within(timeout_s, lambda: watch(stream), lambda why: PictureFinding(True, Picture.FAILED, f"it is asked to play, and {why}"))


async def _offer(talk: Conversation, camera: Camera) -> tuple[PictureFinding, Stream | None]:
    options = await talk.ask("OPTIONS", camera.uri)
    if talk.login_refused:
        return judged(talk, options.status, "what it can do") or PictureFinding(True, Picture.NOT_ASKED), None
    if camera.video is None:
        return PictureFinding(True, Picture.NOT_ASKED), None
    answer = await talk.ask("DESCRIBE", camera.uri, {"Accept": "application/sdp"})
    finding = judged(talk, answer.status, "the description of its picture")
    if finding is not None:
        return finding, None
    if not has_video(answer.body):
        return PictureFinding(True, Picture.NONE, "there is no picture in what it offers"), None
    return PictureFinding(True, Picture.OFFERED), stream_of(answer.body, answer.header("content-base"), camera.uri)
