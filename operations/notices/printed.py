"""A notice on paper: A4, both languages, the place of the seal (盖章处), and the code of its public page."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

import segno

from domain.identity import LIVE
from domain.notice import Notice, UpdateState
from domain.site import Site
from domain.text import Text
from operations.forms.typeset import Typesetter
from operations.notices.wording import moment

_UPDATE = Text("更新", "Update")
_CLOSING = Text("已恢复", "It is over")


def sheet(notice: Notice, site: Site, typesetter: Typesetter, *, address: str, at: datetime) -> bytes:
    """The PDF; `address` is that of its public page, empty where there is none yet. Raises as `Typesetter.pdf` does."""
    template = resources.files("operations.notices").joinpath("notice.typ").read_bytes()
    day = (notice.published_at or at).astimezone(site.time_zone)
    updates = [
        {
            "head": f"{_head(update.closing)} {moment(update.decided_at or update.written_at, site).zh}",
            "zh": _plain(update.text.zh),
            "en": _plain(update.text.en),
        }
        for update in notice.updates
        if update.state is UpdateState.PUBLISHED
    ]
    data: dict[str, object] = {
        "title": notice.title.zh,
        "site": f"{site.name.zh}  {site.name.en}",
        "number": notice.number,
        "mark": "" if notice.realm == LIVE else "【演练 Drill】",
        "zh": {"title": _plain(notice.title.zh), "text": _plain(notice.text.zh)},
        "en": {"title": _plain(notice.title.en), "text": _plain(notice.text.en)},
        "greeting": "尊敬的",
        "updates": updates,
        "qr": segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=1, dark="#000") if address else "",
        "scan": "扫码查看最新进展\nScan for the latest" if address else "",
        "seal": "盖章处\nSeal",
        "by": f"{site.name.zh}物业服务中心",
        "day": f"{day.year}年{day.month}月{day.day}日",
        "footer": f"{notice.number} · {site.name.zh}",
    }
    return typesetter.compiled(template, data, at=at)[0]


def _head(closing: bool) -> str:  # noqa: FBT001  a field of the update
    words = _CLOSING if closing else _UPDATE
    return f"【{words.zh} {words.en}】"


def _plain(words: str) -> str:
    """Control characters, which no font has, become spaces; lines stay."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in words).strip()
