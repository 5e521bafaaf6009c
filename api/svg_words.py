"""What a drawing may say (SVG 1.1 and 2, drawing without behaviour): elements, attributes, and the look of values. Everything else is left out."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
WRITTEN = frozenset({"text", "tspan", "title", "desc", "style"})
"""Elements whose text counts."""
ELEMENTS = (
    SHAPES | WRITTEN | {"svg", "g", "defs", "symbol", "use", "marker", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop", "switch"}
)
REFERENCES = frozenset({"use", "linearGradient", "radialGradient", "pattern"})
"""Elements whose ``href`` counts, if it stays in the document."""

PROPERTIES = _words(
    """
    clip-path clip-rule color direction display dominant-baseline alignment-baseline baseline-shift fill fill-opacity fill-rule font font-family font-size
    font-style font-variant font-weight font-stretch letter-spacing line-height marker marker-end marker-mid marker-start mask opacity overflow paint-order
    shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
    stroke-width text-anchor text-decoration text-rendering transform vector-effect visibility white-space word-spacing writing-mode
    """
)
"""Of CSS, as attributes and in ``style``."""
ATTRIBUTES = (
    PROPERTIES
    | _words(
        """
    id class viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry dx dy rotate fx fy fr d points pathLength textLength lengthAdjust
    gradientUnits gradientTransform spreadMethod offset clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform
    markerWidth markerHeight markerUnits refX refY orient
    """
    )
    | {"style", "href"}
)

_FUNCTIONS = _words("rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx skewy")
_CALL = re.compile(r"([-\w]*)\s*\(")
_INSIDE = re.compile(r"""url\(\s*(["']?)#[\w.:-]+\1\s*\)""", re.IGNORECASE)
LOCAL = re.compile(r"#[\w.:-]{1,200}")
"""A reference within the document."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def harmless(value: str) -> bool:
    """Whether a value or a style sheet can ask for nothing outside the drawing and runs nothing.

    No escapes and no at-rules, which hide or fetch things; the only calls are those of colours, transforms and
    references within the document; no comments, which could hide a call from this very look.
    """
    rest = _INSIDE.sub(" ", value)
    if any(each in rest for each in ("\\", "@", "<", "/*", "://", "&")) or _CONTROL.search(rest):
        return False
    lower = rest.lower()
    return all(call[1] in _FUNCTIONS for call in _CALL.finditer(lower)) and not any(
        word in lower for word in ("javascript:", "vbscript:", "data:", "-moz-binding", "behavior:")
    )


def harmless_style(value: str) -> str:
    """Of the declarations of a ``style`` attribute those that may stay."""
    kept = []
    for declaration in value.split(";"):
        name, colon, given = declaration.partition(":")
        if colon and name.strip().lower() in PROPERTIES and harmless(given):
            kept.append(f"{name.strip()}:{given.strip()}")
    return ";".join(kept)
