"""``expression``: a formula over the points of an asset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from domain.device_type import COMMON_POINTS, DeviceType, PointType
from domain.site import Asset, Site
from domain.text import Text
from rules.detector import PointInput
from rules.detectors.computed import Computed
from rules.formula import FUNCTIONS, LONGEST, NoFormula, read_formula
from rules.formula_types import check_sorts
from rules.kind import DerivedCondition, Fault, KindSettings, Others, point_types, unknown_point


def _readable(text: str) -> str:
    try:
        read_formula(text)
    except NoFormula as error:
        raise PydanticCustomError("formula", "{said}", {"said": error.problem, "remedy": error.remedy}) from None
    return text


class ExpressionSettings(KindSettings):
    """A formula that comes to yes or no."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "expression", "expression": "count(pump_1_run, pump_2_run) == 2 and tank_level < 20"}]})

    kind: Literal["expression"] = "expression"
    expression: Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_readable)] = Field(
        description=f"True or not; names are the points of the asset, and there are {', '.join(FUNCTIONS)}", examples=["abs(voltage_l1 - voltage_l2) > 20"]
    )
    shows: str | None = Field(default=None, description="Key of the point that the alarm shows; the first in the formula if left out")


class Expression:
    """The kind. A message's ``{value}`` is that of the point that it shows."""

    name = "expression"
    title = Text("表达式", "Expression")
    settings = ExpressionSettings
    delays = True

    def check(self, settings: ExpressionSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        formula = read_formula(settings.expression)
        types: dict[str, PointType] = {}
        for name in formula.names:
            found = _point_type(device_type, name)
            if found is None:
                yield Fault(("expression", "point"), f"`{device_type.key}` has no point `{name}`", unknown_point(name, device_type).remedy)
            else:
                types[name] = found
        if settings.shows is not None and settings.shows not in formula.names:
            yield Fault(("shows",), f"`{settings.shows}` is not in the expression", f"It names: {', '.join(formula.names)}")
        if len(types) < len(formula.names):
            return
        try:
            check_sorts(formula, types)
        except NoFormula as error:
            yield Fault(("expression",), error.problem, error.remedy)

    def rules_named(self, _settings: ExpressionSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: ExpressionSettings, _site: Site, asset: Asset, _others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`."""
        formula = read_formula(settings.expression)
        points = [point for name in formula.names if (point := asset.point(name)) is not None]
        if len(points) < len(formula.names):
            return []
        shown = 0 if settings.shows is None else formula.names.index(settings.shows)
        inputs = tuple(PointInput(point.id) for point in points)
        return [DerivedCondition(points[shown], inputs, Computed(formula, formula.names, shown), Text(formula.text, formula.text))]


KIND = Expression()


def _point_type(device_type: DeviceType, name: str) -> PointType | None:
    """The type of the point with this very key; one of the type's own goes before one that every device has."""
    own = next((point for point in (*device_type.points, *COMMON_POINTS) if point.key == name), None)
    return own if own is not None else next(iter(point_types(device_type, name)), None)
