"""How much of a series may be asked for at once, and what to do when it is too much."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.problems import BadRequest
from domain.reading import PointKind
from domain.telemetry import WindowFunction
from domain.text import Text

DEFAULT_SPAN = timedelta(hours=1)
LONGEST_RAW = timedelta(days=31)
MOST_WINDOWS = 10_000
LONGEST = timedelta(days=800)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_WINDOW = re.compile(r"([1-9]\d{0,6})([smhd])")
_WORDS = frozenset({PointKind.ENUM, PointKind.FLAGS, PointKind.TEXT})


@dataclass(frozen=True, slots=True)
class Windows:
    """One value for each window of `seconds`, made by `function`."""

    seconds: int
    function: WindowFunction


def windows_asked(kind: PointKind, window: str | None, function: WindowFunction | None, since: datetime, until: datetime) -> Windows | None:
    """What is asked for; `None`: the values as stored. Raises `BadRequest`, which says what would do."""
    span = until - since
    if span > LONGEST:
        raise BadRequest(Text(f"最多查询 {LONGEST.days} 天", f"At most {LONGEST.days} days at once: move `from` nearer to `to`."))
    if window is None:
        if function is not None:
            raise BadRequest(Text("fn 需与 window 同用，例如 window=60s", "`fn` needs a `window`, such as window=60s."))
        if span > LONGEST_RAW:
            raise BadRequest(Text(f"超过 {LONGEST_RAW.days} 天请加 window=1h", f"More than {LONGEST_RAW.days} days need a window: add window=1h."))
        return None
    found = _WINDOW.fullmatch(window)
    if found is None:
        raise BadRequest(Text("window 应如 60s、5m、1h、1d", f"The window {window!r} cannot be read: write 60s, 5m, 1h or 1d."))
    seconds = int(found[1]) * _SECONDS[found[2]]
    if span.total_seconds() / seconds > MOST_WINDOWS:
        least = math.ceil(span.total_seconds() / MOST_WINDOWS)
        raise BadRequest(Text(f"窗口过小，请用 window={least}s 或更大", f"That is more than {MOST_WINDOWS} windows: use window={least}s or longer."))
    if kind in _WORDS and function not in (None, WindowFunction.LAST):
        raise BadRequest(Text(f"{kind.value} 类测点只能用 fn=last", f"A point of kind {kind.value} has no {function}: use fn=last."))
    return Windows(seconds, function or (WindowFunction.LAST if kind in _WORDS else WindowFunction.MEAN))
