"""The curves of a review as SVG for paper: one panel for each point, the key moments as lines through all of them, gaps left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.reading import PointKind, Value
from domain.text import Text
from operations.plans.review.telemetry import Curve, Curves

WIDTH, HEIGHT = 1000, 180
_NUMBERS = (PointKind.ANALOG, PointKind.COUNTER)
Level = str | float | bool
"""A value as a key: a set of flags is one text."""
_YES, _NO = Text("是", "yes"), Text("否", "no")


@dataclass(frozen=True, slots=True)
class Panel:
    """One curve drawn: `svg` is `WIDTH` by `HEIGHT`; `top` and `bottom` say what its edges mean."""

    svg: str
    top: Text
    bottom: Text


def panel(curve: Curve, span: Curves, moments: Sequence[datetime]) -> Panel | None:
    """The drawing of `curve` over `span`; `None`: it never showed anything."""
    known = [value for _ts, value in curve.samples if value is not None]
    if not known:
        return None
    levels = _levels(curve, known)
    low, high = min(levels.values()), max(levels.values())
    room = (high - low) or 1.0
    top, bottom = (high + room * 0.08, low - room * 0.08) if high > low else (high + 1.0, low - 1.0)
    points = [(_x(ts, span), None if value is None else HEIGHT * (top - levels[_key(value)]) / (top - bottom)) for ts, value in curve.samples]
    steps = curve.point.type.kind not in _NUMBERS
    lines = "".join(f'<path d="{path}" fill="none" stroke="#1f5fa8" stroke-width="3"/>' for path in _paths(points, steps=steps))
    marks = "".join(f'<path d="M{_x(at, span):.1f} 0V{HEIGHT}" stroke="#b0b0b0" stroke-width="2" stroke-dasharray="8 6"/>' for at in moments)
    frame = f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" fill="none" stroke="#cccccc" stroke-width="2"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{frame}{marks}{lines}</svg>'
    words = {level: key for key, level in levels.items()}
    return Panel(svg, _said(curve, words[high]), _said(curve, words[low]))


def share(at: datetime, span: Curves) -> float:
    """Where in `span` a moment lies: 0 at its start, 1 at its end; outside of it at the nearer edge."""
    whole = (span.end - span.start).total_seconds() or 1.0
    return min(1.0, max(0.0, (at - span.start).total_seconds() / whole))


def _x(at: datetime, span: Curves) -> float:
    return WIDTH * share(at, span)


def _paths(points: Sequence[tuple[float, float | None]], *, steps: bool) -> Sequence[str]:
    """One path for each stretch without a gap; a lonely sample is a short dash. What is said only when it changes holds to the edge."""
    paths: list[str] = []
    stretch: list[tuple[float, float]] = []
    held: Sequence[tuple[float, float | None]] = [*points, (float(WIDTH), points[-1][1])] if steps else points
    for x, y in [*held, (float(WIDTH), None)]:
        if y is None:
            if stretch:
                paths.append(_path([*stretch, (x, stretch[-1][1])] if steps else stretch, steps=steps))
            stretch = []
        else:
            stretch.append((x, y))
    return paths


def _path(stretch: Sequence[tuple[float, float]], *, steps: bool) -> str:
    (x, y), rest = stretch[0], stretch[1:]
    if not rest:
        return f"M{x - 2:.1f} {y:.1f}h4"
    return f"M{x:.1f} {y:.1f}" + "".join(f"H{right:.1f}V{level:.1f}" if steps else f"L{right:.1f} {level:.1f}" for right, level in rest)


def _levels(curve: Curve, known: Sequence[Value]) -> dict[Level, float]:
    """How high each value stands; words stand in the order of their codes."""
    if curve.point.type.kind in _NUMBERS:
        return {_key(value): float(value) for value in known if isinstance(value, bool | int | float)}
    order = [key for _code, key, _name in curve.point.type.codes]
    said = sorted({_key(value) for value in known}, key=lambda key: (order.index(str(key)) if str(key) in order else len(order), str(key)))
    return {key: float(level) for level, key in enumerate(said)}


def _key(value: Value) -> Level:
    return "、".join(sorted(value)) if isinstance(value, frozenset) else value if value is not None else ""


def _said(curve: Curve, value: Level) -> Text:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, int | float):
        words = f"{value:.4g}{' ' + curve.point.type.unit if curve.point.type.unit else ''}"
        return Text(words, words)
    return next((name for _code, key, name in curve.point.type.codes if key == value), Text(value, value))
