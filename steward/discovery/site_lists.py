"""Writing proposals into a site file: dialects, assets and devices together, tried out as a whole, then all or none."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from configuration.document import parse
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from steward.discovery.proposed import NewAsset, Proposed
from steward.joining.asset_list import ListEntry, grown
from steward.joining.replacing import Replacement, alone_in
from steward.joining.site_change import Usable

_LISTS = ("dialects", "assets", "devices")


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as plain data."""

    written: Mapping[str, object]

    def lines(self, dash: int, inside: int) -> Iterator[str]:
        """See `ListEntry`; what holds other things stands in brackets on one line, the points one a line."""
        before = f"{' ' * dash}-{' ' * (inside - 1)}"
        margin = " " * (dash + inside)
        for key, value in self.written.items():
            if key == "points" and isinstance(value, Mapping):
                yield f"{before}{key}:"
                yield from (f"{margin}  {_value(name)}: {_value(each)}" for name, each in value.items())
            else:
                yield f"{before}{key}: {_value(value)}"
            before = margin


def entries(proposed: Proposed) -> dict[str, list[ListEntry]]:
    """What would be added to each list of the site file."""
    return {
        "dialects": [_Entry(each.written) for each in proposed.dialects],
        "assets": [_Entry(_asset(each)) for each in proposed.assets],
        "devices": [_Entry(each.written) for each in proposed.devices],
    }


def block(proposed: Proposed) -> Iterator[str]:
    """The lines that would be added, to be looked at."""
    for key, added in entries(proposed).items():
        if added:
            yield f"{key}:"
            for each in added:
                yield from each.lines(2, 2)


def write_into(file: Path, proposed: Proposed, usable: Usable, *, write: bool) -> None:
    """Add `proposed` to the site file `file`; without `write`, everything but the replacing. Raises `BadConfiguration`, and then it is as it was."""
    with alone_in([file.resolve().parent] if write else []), Replacement(file) as replacement:
        before = usable(file)
        text = (replacement.data or b"").decode()
        added = entries(proposed)
        for key in _LISTS:
            text = _with(text, key, added[key], file)
        data = text.encode()
        if write:
            _try(replacement.prepare(data), file, proposed, before, usable)
            replacement.commit()
        else:
            with tempfile.TemporaryDirectory() as folder:
                elsewhere = Path(folder) / file.name
                elsewhere.write_bytes(data)
                _try(elsewhere, file, proposed, before, usable)


def _with(text: str, key: str, added: Sequence[ListEntry], file: Path) -> str:
    if not added:
        return text
    former = parse(text, str(file)).data
    if not isinstance(former, dict) or key in former:
        return grown(text, added, str(file), key).text
    line_break = "\r\n" if "\r\n" in text else "\n"
    gap = "" if text.endswith(("\n", "\r")) else line_break
    result = text + gap + "".join(f"{line}{line_break}" for line in (f"{key}:", *(line for each in added for line in each.lines(2, 2))))
    try:
        now = parse(result, str(file)).data
    except BadConfiguration:
        now = None
    if now != former | {key: [dict(each.written) for each in added]}:
        raise BadConfiguration(
            [Problem(str(file), None, f"`{key}:` cannot be added safely at its end, as the file is written", "Add by hand what the preview prints")]
        )
    return result


def _try(trial: Path, file: Path, proposed: Proposed, before: Site, usable: Usable) -> None:
    """Raise `BadConfiguration` unless `trial` is the site as it was and what is proposed."""
    try:
        after = usable(trial)
    except BadConfiguration as error:
        raise BadConfiguration(
            [Problem(str(file), None, f"with the proposals: {each.problem}", each.remedy) if each.file == str(trial) else each for each in error.problems]
        ) from None
    expected = [*before.assets, *(each.id for each in proposed.assets)]
    if [*after.assets] != expected or {*after.devices} != {*before.devices, *(each.id for each in proposed.devices)}:
        raise BadConfiguration([Problem(str(file), None, "the file would have others than those proposed", "Add by hand what the preview prints")])


def _asset(asset: NewAsset) -> dict[str, object]:
    return {"id": asset.id, "type": asset.type, "name": {"zh": asset.name_zh, "en": asset.name_en}, "space": asset.space or "?"}


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_value(key)}: {_value(each)}' for key, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return json.dumps(value, ensure_ascii=False)
