"""The table of proposals, in the columns of ``steward device template`` and one with remarks; and what people changed in it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from pydantic import BaseModel, ConfigDict

from bridges.point_table import PointTable
from domain.problem import BadConfiguration, Problem
from steward.discovery.proposed import NewAsset, NewDevice, Proposal, Proposed
from steward.joining.table import HEADINGS

_HEADINGS: Mapping[str, Sequence[str]] = {**HEADINGS, "remark": ("说明", "Remark")}
_FORMULA = ("=", "+", "-", "@", "\t")
_NOT_TAKEN = ("gateway", "interval_s", "counts", "attributes", "fed_by")
_Key = tuple[str, str, str, int]
"""Dialect, address, type, and which one of several."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = ""
    type: str = ""
    name_zh: str = ""
    name_en: str = ""
    space: str = ""
    gateway: str = ""
    dialect: str = ""
    address: str = ""
    interval_s: str = ""
    counts: str = ""
    attributes: str = ""
    fed_by: str = ""
    remark: str = ""


_TABLE = PointTable(_Row, _HEADINGS)


def table(path: Path, proposed: Proposed) -> bytes:
    """A row for each asset proposed and for whatever was not, as a workbook if the name of `path` says so, else as CSV. Raises `BadConfiguration`."""
    rows = [[names[-1] for names in _HEADINGS.values()], *([_safe(row.get(field, "")) for field in _HEADINGS] for row in _rows(proposed))]
    if path.suffix.lower() == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return text.getvalue().encode("utf-8-sig")
    if path.suffix.lower() != ".xlsx":
        raise BadConfiguration([Problem(str(path), None, "a table is either CSV or XLSX", "Give a name that ends in .csv or .xlsx")])
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    for cells in book.worksheets[0].iter_rows():
        for cell in cells:
            cell.number_format = "@"
            if cell.data_type == "f":
                cell.data_type = "s"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _rows(proposed: Proposed) -> Iterator[Mapping[str, str]]:
    for proposal in proposed.proposals:
        for asset in proposal.assets:
            device = _speaker(proposal, asset)
            row = {"id": asset.id, "type": asset.type, "name_zh": asset.name_zh, "name_en": asset.name_en, "space": asset.space or ""}
            yield row | {"dialect": device.dialect, "address": device.address, "remark": "; ".join(_said_of(proposal, asset))}
        for entity, why in proposal.by_hand:
            remark = f"to be mapped by hand: {entity.component} {entity.name}: {why}; topic {entity.state_topic}; template {entity.template or 'none'}"
            yield {"name_en": proposal.facts.name, "name_zh": proposal.facts.name, "remark": remark}
        if proposal.there:
            yield {"name_en": proposal.facts.name, "name_zh": proposal.facts.name, "remark": f"there already: {', '.join(proposal.there)}"}
    for each in proposed.strange:
        yield {"remark": f"left out: {each.where}: {each.why}"}


def _speaker(proposal: Proposal, asset: NewAsset) -> NewDevice:
    return next(device for device in proposal.devices if asset.id in device.assets)


def _said_of(proposal: Proposal, asset: NewAsset) -> Iterator[str]:
    for device in proposal.devices:
        for name, (target, means) in device.points.items():
            if target == asset.id:
                yield f"{name} -> {means.key}"
    yield from proposal.remarks


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, of one line."""
    text = " ".join(cell.split())
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def changed(proposed: Proposed, path: Path) -> Proposed:
    """`proposed` with the ids, names and spaces that the table at `path` has; what has no row in it is left out. Raises `BadConfiguration`."""
    wanted: dict[_Key, _Row] = {}
    counted: Counter[tuple[str, str, str]] = Counter()
    problems: list[Problem] = []
    for line, row in _TABLE.read(path):
        if not row.type:
            continue
        wanted[_numbered(counted, (row.dialect, _unquoted(row.address), row.type))] = row
        more = [_HEADINGS[name][-1] for name in _NOT_TAKEN if getattr(row, name)]
        if more:
            problems.append(
                Problem(str(path), line, f"{', '.join(more)} cannot be given here", "Leave the cell empty, and write it in the site file afterwards")
            )
    if problems:
        raise BadConfiguration(problems)
    counted = Counter()
    kept: dict[str, NewAsset] = {}
    for proposal in proposed.proposals:
        for asset in proposal.assets:
            device = _speaker(proposal, asset)
            found = wanted.pop(_numbered(counted, (device.dialect, device.address, asset.type)), None)
            if found is not None:
                kept[asset.id] = _as_written(asset, found)
    if wanted:
        remedy = "Take the row out, or make the table anew with --out"
        raise BadConfiguration(
            [Problem(str(path), None, f"`{row.id}`: nothing like it is announced now, or it is there already", remedy) for row in wanted.values()]
        )
    proposals = [_kept(each, kept) for each in proposed.proposals]
    used = {device.dialect for each in proposals for device in each.devices}
    return replace(proposed, proposals=proposals, dialects=[each for each in proposed.dialects if each.id in used])


def _numbered(counted: Counter[tuple[str, str, str]], key: tuple[str, str, str]) -> _Key:
    counted[key] += 1
    return (*key, counted[key])


def _as_written(asset: NewAsset, row: _Row) -> NewAsset:
    return replace(
        asset,
        id=row.id or asset.id,
        name_zh=_unquoted(row.name_zh) or asset.name_zh,
        name_en=_unquoted(row.name_en) or asset.name_en,
        space=row.space or asset.space,
    )


def _kept(proposal: Proposal, kept: Mapping[str, NewAsset]) -> Proposal:
    devices = []
    for device in proposal.devices:
        points = {name: (kept[target].id, means) for name, (target, means) in device.points.items() if target in kept}
        if points:
            assets = [kept[each].id for each in device.assets if each in kept]
            id_ = kept[device.id].id if device.id in kept else assets[0] if assets else device.id
            devices.append(replace(device, id=id_, assets=assets, points=points))
    return replace(proposal, devices=devices, assets=[kept[each.id] for each in proposal.assets if each.id in kept])
