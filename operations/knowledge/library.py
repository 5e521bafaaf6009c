"""The procedures of the house: every YAML file of this folder, or of a folder that a site keeps itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from configuration.document import read
from domain.problem import BadConfiguration, Problem
from operations.knowledge.sop import Sop
from operations.knowledge.sop_model import SopModel

HERE = Path(__file__).parent


@cache
def load(folder: Path = HERE) -> Mapping[str, Sop]:
    """Every procedure in `folder`, by id and in order of id. Raises `BadConfiguration` with every problem of every file.

    Files are read once in the life of the process.
    """
    sops: dict[str, Sop] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            sops[path.stem] = _sop(path)
        except BadConfiguration as error:
            problems += error.problems
    if problems:
        raise BadConfiguration(problems)
    return MappingProxyType(sops)


def _sop(path: Path) -> Sop:
    document = read(path)
    sop = document.model(SopModel).sop()
    if sop.id != path.stem:
        raise BadConfiguration([document.problem(("id",), f"the id `{sop.id}` is not the name of the file", f"Write `id: {path.stem}`, or rename the file")])
    return sop
