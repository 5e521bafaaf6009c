"""The templates of notices, and how their places are filled. One YAML file for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from configuration.blocks import Block, Words
from configuration.document import read
from domain.notice import Notice, NoticeKind
from domain.site import Site
from domain.text import Text
from operations.notices import units

HERE = Path(__file__).parent / "templates"

_OPEN_END = Text("时间另行通知", "later; we shall tell you when")
_AT = Text("于{at}", "at {at}")
_NOW = Text("即日", "now")
_DESK = Text("物业服务中心", "the service centre")
_NO_CAUSE = Text("设备故障", "a fault of the equipment")


class _NoticeWords(Block):
    title: Words
    text: Words


class TemplateModel(Block):
    """A template: the notice, and what is said when it is over."""

    notice: _NoticeWords
    closing: Words


@cache
def templates() -> Mapping[NoticeKind, TemplateModel]:
    """Every template. Raises `BadConfiguration` for a file that is missing or cannot be read."""
    return MappingProxyType({kind: read(HERE / f"{kind.value}.yaml").model(TemplateModel) for kind in NoticeKind})


def written(notice: Notice, site: Site) -> tuple[Text, Text]:
    """Title and text of `notice` from its template, as it is now."""
    words = templates()[notice.kind].notice
    return _filled(words.title.text, notice, site), _filled(words.text.text, notice, site)


def closing(notice: Notice, site: Site) -> Text:
    """What is said when it is over."""
    return _filled(templates()[notice.kind].closing.text, notice, site)


def moment(at: datetime, site: Site) -> Text:
    """A moment in the site's zone, as a notice writes it."""
    local = at.astimezone(site.time_zone)
    return Text(f"{local.month}月{local.day}日{local:%H:%M}", f"{local.day} {local:%B} {local:%H:%M}")


def _filled(template: Text, notice: Notice, site: Site) -> Text:
    until = _OPEN_END if notice.until is None else _AT.filled(at=moment(notice.until, site))
    return template.filled(
        cause=notice.cause if notice.cause.zh or notice.cause.en else _NO_CAUSE,
        units=units.in_words(site, [each.space for each in notice.units]),
        since=_NOW if notice.since is None else moment(notice.since, site),
        until=until,
        phone=notice.phone or _DESK,
        site=site.name,
    )
