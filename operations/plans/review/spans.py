"""How long something took, in words: 42 秒, 25 分 00 秒, 1 小时 05 分."""

from __future__ import annotations

from domain.text import Text


def lasted(seconds: float) -> Text:
    """A span without its sign, to the second; of an hour and more to the minute."""
    minutes, rest = divmod(round(abs(seconds)), 60)
    if not minutes:
        return Text(f"{rest} 秒", f"{rest} s")
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return Text(f"{minutes} 分 {rest:02d} 秒", f"{minutes} min {rest:02d} s")
    return Text(f"{hours} 小时 {minutes:02d} 分", f"{hours} h {minutes:02d} min")
