"""What a session description (SDP, RFC 8866) says of the picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_USABLE = re.compile(r"[\x21-\x7e]{1,2000}")
_CONTROL = "a=control:"


def has_video(description: bytes) -> bool:
    """Whether there is a medium of type video in it."""
    return any(_is_video(line) for line in _lines(description))


@dataclass(frozen=True)
class Stream:
    """A picture that can be played: `base` is the address of the whole, `control` of the picture."""

    base: str
    control: str


def stream_of(description: bytes, base: str, uri: str) -> Stream:
    """The first picture that `uri` offers. `base` is what the camera calls itself (``Content-Base``), where it does."""
    usable = base if _USABLE.fullmatch(base) and base.lower().startswith("rtsp://") else uri
    return Stream(usable, _control(description, usable))


def _control(description: bytes, base: str) -> str:
    """The address by which the first picture is set up (RFC 2326, C.1.1): absolute, or appended to `base`, or `base` itself."""
    inside = False
    for line in _lines(description):
        if line.startswith("m="):
            if inside:
                break
            inside = _is_video(line)
        elif inside and line.startswith(_CONTROL):
            control = line.removeprefix(_CONTROL).strip()
            if not _USABLE.fullmatch(control) or control == "*":
                break
            return control if control.lower().startswith("rtsp://") else f"{base.rstrip('/')}/{control.lstrip('/')}"
    return base


def _is_video(line: str) -> bool:
    return line.startswith("m=video ")


def _lines(description: bytes) -> Sequence[str]:
    return [line.strip() for line in re.split(r"[\r\n]+", description.decode("latin-1"))]
