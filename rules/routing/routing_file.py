"""Reading the routing table: what is wrong in it is said with its line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import Field

from configuration.blocks import Block, Words, covers
from configuration.document import Document, read
from domain.people import Department
from domain.post import Post
from domain.problem import BadConfiguration, Problem
from domain.severity import Severity
from rules.routing.routing import Route, Routing, RoutingEntry

ROUTING_FILE = Path(__file__).with_name("routing.yaml")


class _RouteBlock(Block):
    post: Post
    does: Words


class _Match(Block):
    rules: list[str] | None = Field(default=None, min_length=1)
    severities: list[Severity] | None = Field(default=None, min_length=1)
    confirmed: bool = False


class _EntryBlock(Block):
    when: _Match
    posts: list[_RouteBlock] = Field(min_length=1)


class _File(Block):
    usual: dict[Department, list[Post]]
    routes: list[_EntryBlock]


def load(path: Path = ROUTING_FILE) -> Routing:
    """The routing table of `path`, by default the one that Steward comes with.

    Raises `BadConfiguration` with every problem: an unknown post or severity, a post of another department, a post
    twice, an entry that can never match, the manager called before anything has escalated.
    """
    return _load(path)


@cache
def _load(path: Path) -> Routing:
    return read_routing(read(path))


def read_routing(document: Document) -> Routing:
    """The routing table of a document; as `load`."""
    file = document.model(_File)
    problems = [*_usual_problems(document, file), *_entry_problems(document, file)]
    if problems:
        raise BadConfiguration(problems)
    return Routing(
        entries=tuple(_entry(block) for block in file.routes),
        usual={department: tuple(posts) for department, posts in file.usual.items()},
    )


def _entry(block: _EntryBlock) -> RoutingEntry:
    return RoutingEntry(
        routes=tuple(Route(route.post, route.does.text) for route in block.posts),
        confirmed=block.when.confirmed,
        rules=None if block.when.rules is None else tuple(block.when.rules),
        severities=None if block.when.severities is None else frozenset(block.when.severities),
    )


def _usual_problems(document: Document, file: _File) -> Iterable[Problem]:
    for department, posts in file.usual.items():
        for index, post in enumerate(posts):
            if post.department is not department:
                yield document.problem(
                    ("usual", department.value, index), f"the post {post} belongs to {post.department}, not to {department}", "Move it there, or remove it"
                )


def _entry_problems(document: Document, file: _File) -> Iterable[Problem]:
    for number, block in enumerate(file.routes):
        place = ("routes", number)
        if any(_swallows(earlier.when, block.when) for earlier in file.routes[:number]):
            yield document.problem(place, "an entry before it matches everything that this one does", "Move it before that one, or remove it")
        seen: set[Post] = set()
        for index, route in enumerate(block.posts):
            if route.post in seen:
                yield document.problem((*place, "posts", index), f"the post {route.post} stands here twice", "Say once what it does")
            seen.add(route.post)
            if route.post.department is Department.MANAGEMENT and not block.when.confirmed:
                yield document.problem(
                    (*place, "posts", index, "post"),
                    f"the post {route.post} is called by a confirmed fire or by escalation only",
                    "Remove it: it is told when a time limit passes",
                )


def _swallows(earlier: _Match, later: _Match) -> bool:
    """Whether the later entry can never match because of the earlier one."""
    return earlier.confirmed is later.confirmed and covers(((earlier.rules, later.rules), (earlier.severities, later.severities)))
