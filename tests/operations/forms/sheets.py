"""Sheets made by hand, and how their print is looked at."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from domain.attachment import Attachment, AttachmentKind, Signer
from domain.identity import stable_id
from operations.forms import labels
from operations.forms.content import Sheet, Signature
from operations.forms.form import OrderForm
from operations.forms.sections import Section
from operations.forms.wording import Wording

AT = datetime(2026, 1, 31, 10, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def wording(language: str = "zh", *, personal: bool = False) -> Wording:
    """Words as they stand; two people are known by name."""
    return Wording(language, ZONE, {"fitter": "李工", "guard": "王强"}, str, personal)


def attachment(name: str, kind: AttachmentKind = AttachmentKind.FILE, content_type: str = "image/jpeg") -> Attachment:
    """A file whose id follows from its name."""
    signed = ("张伟", Signer.REQUESTER) if kind is AttachmentKind.SIGNATURE else (None, None)
    return Attachment(stable_id(name), "o1", name, content_type, 1, "0" * 64, AT, "fitter", kind, *signed)


def a_photo(folder: Path, name: str = "photo.jpg", size: tuple[int, int] = (1600, 1200)) -> tuple[Attachment, str]:
    """A photo that lies in `folder`, with its caption."""
    file = attachment(name)
    picture = Image.new("RGB", size, (120, 150, 170))
    ImageDraw.Draw(picture).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill=(200, 90, 60))
    picture.save(folder / file.id, "JPEG")
    return file, "2026-01-31 18:00 李工"


def a_signature(folder: Path) -> Attachment:
    """A drawn signature that lies in `folder`: strokes on nothing."""
    file = attachment("signature.png", AttachmentKind.SIGNATURE, "image/png")
    picture = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(40, 200), (180, 40), (260, 190), (420, 60), (560, 180)], fill=(20, 20, 60, 255), width=8)
    picture.save(folder / file.id, "PNG")
    return file


def a_sheet(**more: Any) -> Sheet:  # noqa: ANN401  the fields of a sheet
    """A contact sheet with a fact, a table and three places to sign."""
    section = Section("处理经过", ("时间", "步骤", "人员", "说明"), (0, 0, 0, 1), [("2026-01-31 18:00", "派单", "李工", "请尽快到场")])
    plain = Sheet(
        form=OrderForm.CONTACT_SHEET,
        title="工作联系单",
        site="滨江花园",
        number="20260131-007",
        address="https://steward.example/work-orders/o1",
        scan="扫码看工单",
        facts=[("工单号", "20260131-007"), ("位置", "3号楼 · 屋面机房")],
        matter=("事项", "1号电梯 门故障"),
        sections=[section],
        reply="回执",
        signatures_title="签字",
        signatures=[Signature("发单部门"), Signature("接收部门签收"), Signature("部门负责人")],
        date="日期",
        photos_title="现场照片",
        more_photos=labels.MORE_PHOTOS.zh,
        printed="李工 打印于 2026-01-31 18:00",
        page=labels.PAGE.zh,
    )
    return replace(plain, **more)


_STREAM = re.compile(rb"(\d+) 0 obj\n?(.*?)stream\r?\n(.*?)endstream", re.DOTALL)
_MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", re.DOTALL)


def letters_of(pdf: bytes) -> str:
    """Every letter that the fonts of a PDF were given, by their ToUnicode tables: what is missing here is not printed as itself."""
    found: list[str] = []
    for _, head, body in _STREAM.findall(pdf):
        content = _inflated(body) if b"FlateDecode" in head else body
        if b"begincmap" not in content:
            continue
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", content, re.DOTALL):
            found += [bytes.fromhex(code.decode()).decode("utf-16-be") for _, code in _MAPPED.findall(block)]
        for block in re.findall(rb"beginbfrange(.*?)endbfrange", content, re.DOTALL):
            for first, last, code, codes in _RANGED.findall(block):
                start = int(code or b"0", 16)
                found += [chr(start + step) for step in range(int(last, 16) - int(first, 16) + 1)] if code else [codes.decode("latin-1")]
    return "".join(found)


def _inflated(body: bytes) -> bytes:
    """What is compressed in `body`, whatever line end stands behind it."""
    return zlib.decompressobj().decompress(body)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    plain = pdf + b"".join(_inflated(body) for _, head, body in _STREAM.findall(pdf) if b"FlateDecode" in head and b"ObjStm" in head)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", plain))
