"""What the columns of a file of history mean: by themselves, or by a file that says so (``--map``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from configuration.document import Document, read
from domain.problem import BadConfiguration, Problem
from domain.reading import Value
from domain.site import Point, Site
from ingest.point_values import BadValue
from steward.history.values import cell_taker


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PointMapping(_Part):
    """A point, and how its values in the file become its own."""

    to: str
    scale: float = Field(1.0, allow_inf_nan=False, description="A number in the file is multiplied by it")
    offset: float = Field(0.0, allow_inf_nan=False, description="and this is added, in the unit of the point")
    values: dict[str, bool | int | float | str | list[str]] = Field(default_factory=dict, description="What is written in the file: what the point then is")


class MappingFile(_Part):
    """What a file of history calls things."""

    time: str = Field("time", description="The column of the times")
    time_format: str | None = Field(None, description="How times are written, as of strptime: %d.%m.%Y %H:%M")
    time_zone: str | None = Field(None, description="Of times without one; without it, the site's")
    point: str = Field("point", description="Long form: the column of the points")
    value: str = Field("value", description="Long form: the column of the values")
    points: dict[str, str | PointMapping] = Field(default_factory=dict, description="What the file calls a point: the point")
    ignore: list[str] = Field(default_factory=list, description="Wide form: columns that are no points")


@dataclass(frozen=True, slots=True)
class Target:
    """Where the values of one name go."""

    point: Point
    device_type: str
    zone: ZoneInfo
    take: Callable[[object], Value]


class UnknownPoint(ValueError):
    """A name that leads to no point; the text says why."""


@dataclass(frozen=True, slots=True)
class Wide:
    """One column for the time, one for each point: (place, target)."""

    time: int
    points: Sequence[tuple[int, Target]]


@dataclass(frozen=True, slots=True)
class Long:
    """A row is one value: the places of time, point and value."""

    time: int
    point: int
    value: int


class Meaning:
    """What the names in a file mean at `sites`: all of an installation, or the one that was chosen.

    A point is called by its id (``riverside.t1-lift-1.trapped``), by ``asset.key`` when there is one site, or as the file
    at `path` says. Raises `BadConfiguration` for one that says what cannot be.
    """

    def __init__(self, sites: Mapping[str, Site], path: Path | None = None) -> None:
        self._sites = sites
        self._document = None if path is None else read(path)
        self.file = MappingFile() if self._document is None else self._document.model(MappingFile)
        self._zone = _zone(self.file.time_zone, self._document)
        self._targets: dict[str, Target] = {}
        problems: list[Problem] = []
        for name in self.file.points:
            try:
                self.target(name)
            except (UnknownPoint, BadValue) as error:
                problems.append(self._problem(("points", name), f"{name}: {error}", "Write the id of a point of the site, and values that it can have"))
        if problems:
            raise BadConfiguration(problems)

    def target(self, name: str) -> Target:
        """Where values of `name` go. Raises `UnknownPoint`."""
        found = self._targets.get(name)
        if found is None:
            found = self._targets[name] = self._made(name)
        return found

    def form(self, columns: Sequence[str], file: Path) -> Wide | Long:
        """How the file with these columns is built. Raises `BadConfiguration`."""
        names = self.file
        if names.time not in columns:
            listed = ", ".join(columns[:8]) or "none"
            raise BadConfiguration([Problem(str(file), 1, f"there is no column `{names.time}`; it has {listed}", "Name the column of the times in --map")])
        time = columns.index(names.time)
        if names.point in columns and names.value in columns:
            return Long(time, columns.index(names.point), columns.index(names.value))
        problems: list[Problem] = []
        points: list[tuple[int, Target]] = []
        for place, name in enumerate(columns):
            if place == time or name in names.ignore or not name:
                continue
            try:
                points.append((place, self.target(name)))
            except UnknownPoint as error:
                problems.append(
                    Problem(str(file), 1, f"the column `{name}`: {error}", "Say in --map which point it is (`points`), or that it is none (`ignore`)")
                )
        if not points and not problems:
            problems.append(
                Problem(str(file), 1, "there is nothing beside the times", f"Give columns `{names.point}` and `{names.value}`, or one for each point")
            )
        if problems:
            raise BadConfiguration(problems)
        return Wide(time, points)

    def _made(self, name: str) -> Target:
        said = self.file.points.get(name, name)
        mapped = PointMapping(to=said) if isinstance(said, str) else said
        point, site = self._point(mapped.to)
        take = cell_taker(point.type, scale=mapped.scale, offset=mapped.offset, values=mapped.values)
        return Target(point, site.devices[point.device].type.key, self._zone or site.time_zone, take)

    def _point(self, name: str) -> tuple[Point, Site]:
        for site in self._sites.values():
            if (point := site.points.get(name)) is not None:
                return point, site
        if len(self._sites) == 1:
            (site,) = self._sites.values()
            if (point := site.points.get(f"{site.id}.{name}")) is not None:
                return point, site
        raise UnknownPoint(f"there is no point `{name[:100]}` at {', '.join(self._sites)}")

    def _problem(self, place: tuple[str, ...], problem: str, remedy: str) -> Problem:
        return Problem("--map", None, problem, remedy) if self._document is None else self._document.problem(place, problem, remedy)


def _zone(name: str | None, document: Document | None) -> ZoneInfo | None:
    if name is None or document is None:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        remedy = "Write one of the IANA list, for example Asia/Shanghai"
        raise BadConfiguration([document.problem(("time_zone",), f"there is no time zone `{name}`", remedy)]) from None
