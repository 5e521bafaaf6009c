"""A backtest as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from domain.post import POST_NAMES
from domain.site import Site
from domain.work_order import OUTCOME_NAMES
from rules.backtest.comparison import BacktestResult
from rules.backtest.episode import Episode, value_json
from rules.backtest.shifts import PostPushes, Shift

SHOWN = 10
"""So many alarms of each sort are written out."""


def report(result: BacktestResult, site: Site) -> Iterator[str]:
    """Lines for a terminal, at most 120 wide, times by the site's clock."""
    window = result.window
    yield f"{result.rule} at {site.id}, {_at(window.since, site)} to {_at(window.until, site)} ({site.time_zone.key}), {window.messages:,} messages"
    if window.blind:
        blind = sum((gap.end - gap.start for gap in window.blind), timedelta(0))
        yield f"Steward was blind for {_length(blind)} in all (times: {len(window.blind)}); silence in these times is not counted"
    yield ""
    old, new = result.before, result.after
    yield _row("", "in force", "changed", "")
    yield _row("alarms", None if old is None else old.alarms, new.alarms, f"gained {len(result.gained)}, lost {len(result.lost)}, kept {len(result.kept)}")
    yield _row("time in alarm", None if old is None else _length(old.active), _length(new.active), "")
    yield _row("suppressed by design", None if old is None else old.suppressed, new.suppressed, "")
    yield _row("recorded after the fact", None if old is None else old.recorded, new.recorded, "")
    yield _row("conditions", None if old is None else old.conditions, new.conditions, "")
    yield from _outcomes(result)
    yield from _pushes(result)
    yield from _days(result)
    yield from _episodes("Lost", result.lost, site)
    yield from _episodes("Gained", result.gained, site)


def _outcomes(result: BacktestResult) -> Iterator[str]:
    if not any(count.total for count in result.outcomes.values()):
        yield "No order of this time says what was found there."
        return
    yield ""
    yield "Of what people found there, told by"
    for outcome, count in result.outcomes.items():
        yield _row(f"  {OUTCOME_NAMES[outcome].en.lower()} ({count.total})", None if result.before is None else count.before, count.after, "")
    for known in result.missed[:SHOWN]:
        yield f"  MISSED: {known.condition} at {known.occurred_at:%Y-%m-%d %H:%M} UTC was real"


def _pushes(result: BacktestResult) -> Iterator[str]:
    posts = sorted({each.post for each in (*result.pushes_before, *result.pushes_after)})
    if not posts:
        return
    yield ""
    yield "Calls by post (in force → changed), if every alarm opened an order"
    yield f"  {'':<24}" + "".join(f"{shift.value:>16}" for shift in Shift) + f"{'held at night':>16}"
    for post in posts:
        old, new = _of(result.pushes_before, post), _of(result.pushes_after, post)
        numbers = [(_calls(old, shift), _calls(new, shift)) for shift in Shift] + [(0 if old is None else old.held, 0 if new is None else new.held)]
        yield f"  {POST_NAMES[post].en:<24}" + "".join(f"{f'{before} → {after}':>16}" for before, after in numbers)


def _days(result: BacktestResult) -> Iterator[str]:
    busy = [day for day in result.days if day.before or day.after]
    if not busy:
        return
    yield ""
    yield "Alarms by day"
    for day in busy:
        yield _row(f"  {day.day}", None if result.before is None else day.before, day.after, "")


def _episodes(title: str, episodes: Sequence[Episode], site: Site) -> Iterator[str]:
    if not episodes:
        return
    yield ""
    yield f"{title} ({len(episodes)})"
    for each in episodes[:SHOWN]:
        end = "still there" if each.ended is None else f"for {_length(each.ended - each.began)}"
        yield f"  {_at(each.began, site)}  {each.message.en}  [{each.point or each.asset} = {_value(each)}, {end}]"
    if len(episodes) > SHOWN:
        yield f"  … and {len(episodes) - SHOWN} more (all in --json, up to 200)"


def _row(name: str, before: object, after: object, more: str) -> str:
    return f"{name:<26}{'—' if before is None else before!s:>14}{after!s:>14}   {more}".rstrip()


def _of(pushes: Iterable[PostPushes], post: object) -> PostPushes | None:
    return next((each for each in pushes if each.post == post), None)


def _calls(pushes: PostPushes | None, shift: Shift) -> int:
    return 0 if pushes is None else pushes.by_shift.get(shift, 0)


def _value(episode: Episode) -> str:
    value = value_json(episode.value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _at(moment: datetime, site: Site) -> str:
    return f"{moment.astimezone(site.time_zone):%Y-%m-%d %H:%M}"


def _length(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"
