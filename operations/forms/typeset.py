"""From sheets to one PDF. Slow (tenths of a second and more): never inside a transaction, never on the event loop."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from domain.problem import Refusal
from domain.text import Text
from operations.forms.content import Sheet
from operations.forms.form import MOST_PHOTOS, MOST_PHOTOS_TOGETHER

if TYPE_CHECKING:
    import typst

_CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Fonts that have Chinese, the best first."""

_WAITING = 4
"""So many may wait for their turn."""

_NO_FONT = Text(
    "服务器没有中文字体，无法打印。请安装 fonts-noto-cjk，或把字体放入 STEWARD_FONTS 指定的文件夹后重启",
    "No font here has Chinese, so nothing can be printed. Install fonts-noto-cjk, or put a font into the folder that STEWARD_FONTS names, and restart",
)


class Busy(Exception):
    """Others are printing: try again in a moment."""


@dataclass(frozen=True)
class Typesetter:
    """Sets forms, as many at once as `at_once` says. `fonts` is a folder with fonts beside the system's.

    `system_fonts` is there for tests: without them and without `fonts` there is no Chinese.
    """

    fonts: Path | None = None
    system_fonts: bool = True
    at_once: int = 1
    patience_s: float = 20.0
    _free: threading.BoundedSemaphore = field(init=False, repr=False, compare=False)
    _places: threading.BoundedSemaphore = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Open as many places as are allowed."""
        object.__setattr__(self, "_free", threading.BoundedSemaphore(self.at_once))
        object.__setattr__(self, "_places", threading.BoundedSemaphore(self.at_once + _WAITING))

    def pdf(self, sheets: Sequence[Sheet], language: str, uploads: Path, *, at: datetime) -> bytes:
        """The PDF of `sheets`, which are in `language` (``zh`` or ``en``), whose photos lie in `uploads` under their ids.

        The same sheets at the same moment give the same bytes.

        Raises `Refusal` where no font has Chinese, and `Busy` when it is not our turn in time.
        """
        return self._compiled(sheets, language, uploads, at=at, form="pdf")[0]

    def pictures(self, sheets: Sequence[Sheet], language: str, uploads: Path, *, at: datetime) -> list[bytes]:
        """As `pdf`, each page as PNG."""
        return self._compiled(sheets, language, uploads, at=at, form="png")

    def compiled(
        self,
        template: bytes,
        data: Mapping[str, object],
        *,
        at: datetime,
        form: Literal["pdf", "png"] = "pdf",
        beside: Callable[[Path], Mapping[str, object]] | None = None,
    ) -> list[bytes]:
        """Another Typst `template`, which reads `data` from ``data.json`` (with the ``fonts`` to set with): one PDF, or each page as PNG.

        `beside` puts pictures beside the template into the folder that it is given, and returns what else the template reads.
        Raises as `pdf` does.
        """
        families = self._families
        return self._set(template, lambda folder: {**data, **(beside(folder) if beside else {}), "fonts": families}, at=at, form=form)

    def _compiled(self, sheets: Sequence[Sheet], language: str, uploads: Path, *, at: datetime, form: Literal["pdf", "png"]) -> list[bytes]:
        families = self._families
        template = resources.files("operations.forms").joinpath("form.typ").read_bytes()
        return self._set(template, lambda folder: _data(sheets, language, uploads, folder, families), at=at, form=form)

    def _set(self, template: bytes, data: Callable[[Path], Mapping[str, object]], *, at: datetime, form: Literal["pdf", "png"]) -> list[bytes]:
        """`data` writes what the template shows beside it into the folder that it is given."""
        import typst  # noqa: PLC0415  ten megabytes that only printing needs

        with self._turn(), tempfile.TemporaryDirectory(prefix="steward-form-") as name:
            folder = Path(name)
            source = folder / "form.typ"
            source.write_bytes(template)
            (folder / "data.json").write_text(json.dumps(data(folder), ensure_ascii=False), encoding="utf-8", errors="replace")
            made = typst.compile(source, root=folder, font_paths=self._known, format=form, timestamp=int(at.timestamp()))
        return [made] if isinstance(made, bytes) else list(made or ())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # Who waits holds a thread of the server, so only a few may.
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._free.acquire(timeout=self.patience_s):
                raise Busy
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._places.release()

    @cached_property
    def _known(self) -> typst.Fonts:
        import typst  # noqa: PLC0415  as above

        return typst.Fonts(include_system_fonts=self.system_fonts, font_paths=[] if self.fonts is None else [self.fonts])

    @cached_property
    def _families(self) -> list[str]:
        """The fonts to set with: a Chinese one first; whatever it lacks is looked for in the others."""
        there = set(self._known.families())
        chinese = [family for family in _CHINESE if family in there]
        if not chinese:
            raise Refusal(_NO_FONT.zh, _NO_FONT.en)
        return [chinese[0], *(family for family in ("DejaVu Sans",) if family in there)]


def _data(sheets: Sequence[Sheet], language: str, uploads: Path, folder: Path, families: list[str]) -> dict[str, object]:
    """What the template reads; the pictures lie beside it."""
    most = max(1, min(MOST_PHOTOS, MOST_PHOTOS_TOGETHER // len(sheets)))
    title = " ".join(dict.fromkeys(sheet.title for sheet in sheets))
    return {
        "lang": language,
        "fonts": families,
        "title": f"{title} {sheets[0].number}" if len(sheets) == 1 else title,
        "sheets": [_sheet(index, sheet, uploads, folder, most) for index, sheet in enumerate(sheets)],
    }


def _sheet(index: int, sheet: Sheet, uploads: Path, folder: Path, most: int) -> dict[str, object]:
    from operations.forms import pictures  # noqa: PLC0415  Pillow and segno, which only printing needs

    (folder / f"qr-{index}.svg").write_bytes(pictures.qr(sheet.address))
    longest = pictures.LONGEST_SIDE if most == MOST_PHOTOS else pictures.LONGEST_SIDE_OF_MANY
    shown: list[dict[str, str]] = []
    for place, (file, caption) in enumerate(sheet.photos[:most]):
        name = f"photo-{index}-{place}.jpg"
        if pictures.photo(uploads / file.id, folder / name, longest):
            shown.append({"file": name, "words": caption})
    signed: list[dict[str, str | None]] = []
    for place, signature in enumerate(sheet.signatures):
        name = f"signature-{index}-{place}.png"
        drawn = signature.file is not None and pictures.signature(uploads / signature.file.id, folder / name)
        signed.append({"label": signature.label, "name": signature.name, "at": signature.at, "file": name if drawn else None})
    left = len(sheet.photos) - len(shown)
    return {
        **{
            name: getattr(sheet, name)
            for name in ("title", "site", "number", "scan", "facts", "matter", "reply", "signatures_title", "date", "photos_title", "printed", "page")
        },
        "qr": f"qr-{index}.svg",
        "sections": [asdict(section) for section in sheet.sections],
        "photos": shown,
        "more_photos": sheet.more_photos.replace("{n}", str(left)) if left else "",
        "signatures": signed,
    }
