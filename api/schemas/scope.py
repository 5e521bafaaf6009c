"""Which points of a site are meant."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import Schema
from domain.scope import Scope as SiteScope

MOST_NAMES = 500
_Names = Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=128)]], Field(max_length=MOST_NAMES)]


class Scope(Schema):
    """Points and assets by id, and everything that lies in one of `spaces`, on one of `loops` and is of one of `device_types`.

    An empty one of the last three does not narrow; if all three are empty, only what is named is meant.
    """

    points: _Names = Field([], examples=[["riverside.t1-smoke-3.smoke"]])
    assets: _Names = Field([], examples=[["t1-smoke-3"]])
    spaces: _Names = Field([], description="With all that lies in them.", examples=[["t1-f3"]])
    loops: _Names = Field([], description="What the attribute `loop` of assets says.", examples=[["2"]])
    device_types: _Names = Field([], examples=[["fire_detector"]])

    def scope(self) -> SiteScope:
        """The same in the words of the domain."""
        return SiteScope(tuple(self.points), tuple(self.assets), tuple(self.spaces), tuple(self.loops), tuple(self.device_types))
