"""What one probe of a camera finds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from bridges.video.answer import BadAnswer

Found = TypeVar("Found")


class Picture(Enum):
    """What is known of the picture."""

    OFFERED = auto()
    NONE = auto()
    """The camera says that there is none."""
    FAILED = auto()
    """It could not be had this time: no answer, or an error of the camera's own."""
    REFUSED = auto()
    """The camera does not tell us: our login, or what we ask, is not right."""
    NOT_ASKED = auto()


@dataclass(frozen=True)
class PictureFinding:
    """What RTSP says.

    `answered`: something that speaks it is there. `why` says in words what is not as it should be; `login_refused`, that a
    login was tried in vain.
    """

    answered: bool
    picture: Picture
    why: str = ""
    login_refused: bool = False


@dataclass(frozen=True)
class ClockFinding:
    """What ONVIF says. `error_s`: how many seconds the clock is ahead of ours; `None`: it could not be measured."""

    answered: bool
    error_s: float | None
    why: str = ""
    login_refused: bool = False


async def within(timeout_s: float, ask: Callable[[], Coroutine[None, None, Found]], failed: Callable[[str], Found]) -> Found:
    """What `ask` finds within `timeout_s`; else what `failed` makes of the reason, in words that hold nothing of what was sent or received."""
    try:
        async with asyncio.timeout(timeout_s):
            return await ask()
    except TimeoutError:
        why = f"it does not answer within {timeout_s:g} s"
    except ConnectionRefusedError:
        why = "it refuses the connection"
    except (EOFError, ConnectionError):
        why = "it closes the connection without an answer"
    except OSError as error:
        why = f"it cannot be reached ({error.strerror or 'no way to it'})"
    except UnicodeError:
        why = "it cannot be reached (its name is none)"
    except BadAnswer as error:
        why = str(error)
    return failed(why)
