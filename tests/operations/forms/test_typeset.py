"""Forms are set as they should be: whatever people wrote, however many, the same each time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from domain.problem import Refusal
from operations.forms import pictures
from operations.forms.content import Signature
from operations.forms.sections import Section
from operations.forms.typeset import Busy, Typesetter
from tests.operations.forms.sheets import AT, a_photo, a_sheet, a_signature, attachment, letters_of, pages_of

HOSTILE = '#panic("x") $a^2$ *粗* _斜_ `码` <label> @ref \\u{41} // 注释 /* */ [#set page(fill: red)] "引号" {{}} <script>alert(1)</script> = 标题'


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def printed(typesetter: Typesetter, folder: Path, **more: Any) -> bytes:  # noqa: ANN401  the fields of a sheet
    return typesetter.pdf([a_sheet(**more)], "zh", folder, at=AT)


def test_a_form_says_what_stands_in_it(typesetter: Typesetter, tmp_path: Path) -> None:
    pdf = printed(typesetter, tmp_path)
    assert pdf.startswith(b"%PDF-")
    assert set("工作联系单滨江花园20260131-007事项1号电梯门故障处理经过请尽快到场签字发单部门第页共") <= set(letters_of(pdf))


@pytest.mark.parametrize("place", ["matter", "title", "cell", "fact", "caption", "number"])
def test_what_people_wrote_is_never_taken_for_a_program(place: str, typesetter: Typesetter, tmp_path: Path) -> None:
    section = Section("经过", ("说明",), (1,), [(HOSTILE,)])
    more: dict[str, dict[str, Any]] = {
        "matter": {"matter": ("事项", HOSTILE)},
        "title": {"title": HOSTILE},
        "cell": {"sections": [section]},
        "fact": {"facts": [("位置", HOSTILE)]},
        "caption": {"photos": [(a_photo(tmp_path)[0], HOSTILE)]},
        "number": {"number": HOSTILE},
    }
    pdf = printed(typesetter, tmp_path, **more[place])
    assert set(HOSTILE) - {" "} <= set(letters_of(pdf))
    assert pages_of(pdf) == 1


@pytest.mark.parametrize(
    "words",
    ["السلام عليكم 123", "🔥🚒 着火了", "长" * 5000, "W" * 3000, "a\nb\n" * 400, "", "\u202e翻转\u202c", "e\u0301" * 50, "\u0e01\u0e33 ไทย", "𠮷野家"],
    ids=["right-to-left", "emoji", "long", "one long word", "many lines", "empty", "override", "combining", "thai", "beyond the plane"],
)
def test_any_words_can_be_printed(words: str, typesetter: Typesetter, tmp_path: Path) -> None:
    section = Section("经过", ("时间", "说明"), (0, 1), [("现在", words)])
    assert pages_of(printed(typesetter, tmp_path, matter=("事项", words), sections=[section])) >= 1


def test_a_long_table_goes_on_with_its_head_on_the_next_page(typesetter: Typesetter, tmp_path: Path) -> None:
    rows = [("2026-01-31 18:00", f"第 {row} 步") for row in range(80)]
    assert pages_of(printed(typesetter, tmp_path, sections=[Section("经过", ("时间", "说明"), (0, 1), rows)])) == 3


def test_twelve_photos_are_shown_and_the_thirteenth_is_counted(typesetter: Typesetter, tmp_path: Path) -> None:
    photos = [a_photo(tmp_path, f"p{number}.jpg") for number in range(13)]
    shown = printed(typesetter, tmp_path, photos=photos)
    assert len(shown) > len(printed(typesetter, tmp_path, photos=photos[:11]))
    assert "另有" not in letters_of(printed(typesetter, tmp_path, photos=photos[:12]))
    assert set("另有1张照片") <= set(letters_of(shown))


def test_a_photo_that_is_gone_is_left_out_and_counted(typesetter: Typesetter, tmp_path: Path) -> None:
    (tmp_path / attachment("broken").id).write_bytes(b"\xff\xd8\xff no picture")
    pdf = printed(typesetter, tmp_path, photos=[(attachment("gone"), "x"), (attachment("broken"), "y")])
    assert set("另有2张照片") <= set(letters_of(pdf))


def test_a_drawn_signature_is_printed_with_its_name(typesetter: Typesetter, tmp_path: Path) -> None:
    signed = printed(typesetter, tmp_path, signatures=[Signature("业主确认", "张伟", "2026-01-31 18:00", a_signature(tmp_path))])
    assert set("张伟") <= set(letters_of(signed))
    assert b"/Image" in signed


def test_the_same_form_gives_the_same_bytes_and_another_moment_others(typesetter: Typesetter, tmp_path: Path) -> None:
    sheets = [a_sheet(photos=[a_photo(tmp_path)])]
    first = typesetter.pdf(sheets, "zh", tmp_path, at=AT)
    assert typesetter.pdf(sheets, "zh", tmp_path, at=AT) == first
    assert typesetter.pdf(sheets, "zh", tmp_path, at=AT + timedelta(minutes=1)) != first


def test_fifty_orders_make_one_document_in_which_each_begins_anew(typesetter: Typesetter, tmp_path: Path) -> None:
    photo = a_photo(tmp_path)
    sheets = [a_sheet(number=f"20260131-{number:03d}", photos=[photo] * 6) for number in range(50)]
    pdf = typesetter.pdf(sheets, "zh", tmp_path, at=AT)
    assert pages_of(pdf) == 50
    # Pages are counted for each form: were they counted through, there would be a 第 50 页.
    assert set("另有2张照片") <= set(letters_of(pdf))


def test_pages_are_counted_for_each_form(typesetter: Typesetter, tmp_path: Path) -> None:
    long = Section("经过", ("说明",), (1,), [("行",)] * 60)
    sheets = [a_sheet(number="A", facts=[], sections=[long]), a_sheet(number="B", facts=[])]
    pages = typesetter.pictures(sheets, "zh", tmp_path, at=AT)
    alone = typesetter.pictures(sheets[1:], "zh", tmp_path, at=AT)
    assert len(pages) == 3
    assert pages[-1] == alone[0]


def test_without_a_chinese_font_nothing_is_printed_and_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="fonts-noto-cjk") as refused:
        printed(Typesetter(system_fonts=False), tmp_path)
    assert "STEWARD_FONTS" in refused.value.text.zh


def test_who_would_wait_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Typesetter(patience_s=0.01)
    inside, done = Event(), Event()

    def slow(address: str) -> bytes:
        inside.set()
        done.wait(60)
        return code(address)

    code = pictures.qr
    monkeypatch.setattr(pictures, "qr", slow)
    first = Thread(target=printed, args=(one, tmp_path))
    first.start()
    assert inside.wait(60)
    with pytest.raises(Busy):
        printed(one, tmp_path)
    done.set()
    first.join(60)
    monkeypatch.undo()
    assert printed(one, tmp_path).startswith(b"%PDF-")


def test_a_photo_loses_the_place_where_it_was_taken(tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415  only here

    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (31.0, 12.0, 0.0)}
    Image.new("RGB", (2000, 1000), "red").save(tmp_path / "in.jpg", exif=exif)
    assert pictures.photo(tmp_path / "in.jpg", tmp_path / "out.jpg")
    with Image.open(tmp_path / "out.jpg") as out:
        assert (dict(out.getexif()), max(out.size)) == ({}, pictures.LONGEST_SIDE)
