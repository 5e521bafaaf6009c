"""What the rota goes by where a site says nothing: deputies and certificates of posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from configuration.document import Document, read
from domain.post import Post
from domain.problem import BadConfiguration, Problem
from domain.rota import Deputy
from domain.skill import SKILLS

ROTA_FILE = Path(__file__).with_name("rota.yaml")


class _RotaFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    deputies: dict[Post, list[Post]]
    certificates: dict[Post, list[str]]


@dataclass(frozen=True, slots=True)
class UsualRota:
    """For each post its deputies in order, and the skills (`domain.skill`) that everybody on it has to hold."""

    deputies: Mapping[Post, tuple[Deputy, ...]]
    certificates: Mapping[Post, tuple[str, ...]]


def load(path: Path = ROTA_FILE) -> UsualRota:
    """What stands in `path`, by default what Steward comes with. Raises `BadConfiguration` with every problem."""
    return _load(path)


@cache
def _load(path: Path) -> UsualRota:
    return read_rota(read(path))


def read_rota(document: Document) -> UsualRota:
    """What a document of its own says; as `load`."""
    written = document.model(_RotaFile)
    problems: list[Problem] = []
    for post, chain in written.deputies.items():
        if post in chain or len(set(chain)) < len(chain):
            problems.append(document.problem(("deputies", post.value), f"`{post}` is called twice for itself", "Name each other post once"))
    for post, skills in written.certificates.items():
        problems += [
            document.problem(("certificates", post.value), f"there is no skill `{unknown}`", f"There are: {', '.join(SKILLS)}")
            for unknown in skills
            if unknown not in SKILLS
        ]
    if problems:
        raise BadConfiguration(problems)
    deputies = {post: tuple(Deputy(post=each) for each in chain) for post, chain in written.deputies.items()}
    return UsualRota(deputies, {post: tuple(skills) for post, skills in written.certificates.items()})
