"""Whether a camera sends its picture: it is asked to play over the same connection (RFC 2326, 10.12) until one packet has come, and told to end."""

from __future__ import annotations

import asyncio
import contextlib
import re

from bridges.video.answer import Answer, BadAnswer, read_answer
from bridges.video.conversation import Conversation, judged
from bridges.video.credentials import Unanswerable
from bridges.video.description import Stream
from bridges.video.finding import Picture, PictureFinding

LEAVE_WITHIN_S = 1.0
_SESSION = re.compile(r"[\x21-\x3a\x3c-\x7e]{1,200}")
_CHANNEL = re.compile(r"interleaved=([0-9]{1,3})(?![0-9])")
_FRAME = b"$"
_RTP_HEADER_BYTES = 12
_RTP_VERSION = 2


async def see(talk: Conversation, stream: Stream) -> PictureFinding:
    """What becomes of asking for `stream`. Raises as `Conversation` does; `BadAnswer` also for a session without a name."""
    setup = await talk.ask("SETUP", stream.control, {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"})
    finding = judged(talk, setup.status, "its picture over this connection")
    if finding is not None:
        return finding
    session = setup.header("session").partition(";")[0].strip()
    if not _SESSION.fullmatch(session):
        raise BadAnswer("it opens a session that has no name")
    channel = _CHANNEL.search(setup.header("transport"))
    try:
        return await _play(talk, stream.base, session, int(channel[1]) if channel else 0)
    finally:
        await _leave(talk, stream.base, session)


async def _play(talk: Conversation, uri: str, session: str, channel: int) -> PictureFinding:
    connection = await talk.say("PLAY", uri, {"Session": session, "Range": "npt=0.000-"})
    plays = came = False
    while not (plays and came):
        arrived = await _next(connection.reader, channel)
        if isinstance(arrived, Answer):
            finding = judged(talk, arrived.status, "its picture")
            if finding is not None:
                return finding
            plays = True
        came = came or arrived is True
    return PictureFinding(True, Picture.OFFERED)


async def _leave(talk: Conversation, uri: str, session: str) -> None:
    with contextlib.suppress(TimeoutError, OSError, EOFError, BadAnswer, Unanswerable):
        async with asyncio.timeout(LEAVE_WITHIN_S):
            connection = await talk.say("TEARDOWN", uri, {"Session": session})
            while not isinstance(await _next(connection.reader, 0), Answer):
                pass


async def _next(reader: asyncio.StreamReader, channel: int) -> Answer | bool:
    """What comes next: an answer, or an interleaved packet, and whether that is one of RTP (RFC 3550) on `channel`."""
    first = await reader.readexactly(1)
    if first != _FRAME:
        return await read_answer(reader, "RTSP", begun=first)
    number = (await reader.readexactly(1))[0]
    size = int.from_bytes(await reader.readexactly(2), "big")
    packet = await reader.readexactly(size)
    return number == channel and size >= _RTP_HEADER_BYTES and packet[0] >> 6 == _RTP_VERSION
