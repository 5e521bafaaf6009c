"""An entry of ``assets:`` as text, in the indentation of the file around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import yaml

from domain.dialect import NATIVE
from steward.joining.asked import Asked

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"\w[\w .\-/()·]*")


def written(asked: Asked) -> dict[str, object]:
    """What a reader of the entry finds: plain data, without what is as it would be anyway."""
    everything: dict[str, object] = {
        "id": asked.id,
        "type": asked.type,
        "name": {"zh": asked.name_zh, "en": asked.name_en},
        "space": asked.space,
        "gateway": asked.gateway,
        "fed_by": list(asked.fed_by),
        "dialect": None if asked.dialect == NATIVE else asked.dialect,
        "address": asked.address,
        "interval_s": asked.interval_s,
        "counts": dict(asked.counts),
        "attributes": dict(asked.attributes),
    }
    return {key: value for key, value in everything.items() if value not in (None, [], {})}


def lines(asked: Asked, dash: int = 2, inside: int = 2) -> Iterator[str]:
    """The lines of the entry, without line breaks: `dash` columns before its ``-``, and its keys `inside` columns after that."""
    before = f"{' ' * dash}-{' ' * (inside - 1)}"
    for key, value in written(asked).items():
        yield f"{before}{key}: {_value(value)}"
        before = " " * (dash + inside)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_value(key)}: {_value(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """Without quotes where YAML reads the same then, also between brackets."""
    plain = _PLAIN.fullmatch(text) is not None and yaml.load(f"[{text}]", Loader=_LOADER) == [text]  # noqa: S506  a safe loader
    return text if plain else json.dumps(text, ensure_ascii=False)
