"""The cards of a plan: one for each post, with its steps, limits and numbers, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from domain.plan import Plan
from domain.post import Post
from domain.site import Site
from domain.text import Text
from operations.forms.typeset import Typesetter
from operations.plans.library import load
from operations.plans.printed import cards, pictures, posts_of
from tests.operations.forms.sheets import letters_of, pages_of

AT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
"""Already the next day at the site."""
SITE = Site("riverside", Text("滨江花园", "Riverside Gardens"), ZoneInfo("Asia/Shanghai"), {}, {}, {})
FIRE = load()["fire"]
HOSTILE = '#panic("x") $a^2$ *b* <label> @ref \\u{41}'


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def letters(typesetter: Typesetter, plan: Plan, post: Post, numbers: dict[str, str], number: int = 3) -> set[str]:
    return set(letters_of(cards(plan, number, SITE, numbers, post=post, made_at=AT, typesetter=typesetter)))


def test_the_posts_of_a_plan_are_who_commands_and_who_has_steps() -> None:
    posts = posts_of(FIRE)
    assert posts[:4] == (FIRE.command.in_charge, *FIRE.command.deputies)
    assert {Post.DUTY_ENGINEER, Post.ALL_GUARDS, Post.BUILDING_STEWARD} <= set(posts)
    assert Post.COMPANY not in posts
    assert len(set(posts)) == len(posts)


def test_a_card_says_plan_post_version_site_day_steps_and_numbers(typesetter: Typesetter) -> None:
    printed = letters(typesetter, FIRE, Post.CONTROL_ROOM, {"manager": "139 7654 8888"})
    assert set("消防控制室火灾应急预案第3版滨江花园2026-11-24报警拨打119秒分钟内复位联系电话指挥报到13976548") - {" "} <= printed
    assert set("Control room Ring within Riverside Gardens".replace(" ", "")) <= printed


@pytest.mark.parametrize("key", list(load()))
def test_every_plan_has_cards_for_all_its_posts(key: str, typesetter: Typesetter) -> None:
    plan = load()[key]
    pdf = cards(plan, 0, SITE, {}, made_at=AT, typesetter=typesetter)
    assert pdf.startswith(b"%PDF-")
    assert pages_of(pdf) >= len(posts_of(plan))


def test_a_card_counts_its_own_pages(typesetter: Typesetter) -> None:
    alone = pages_of(cards(FIRE, 1, SITE, {}, post=Post.CONTROL_ROOM, made_at=AT, typesetter=typesetter))
    all_cards = sum(pages_of(cards(FIRE, 1, SITE, {}, post=post, made_at=AT, typesetter=typesetter)) for post in posts_of(FIRE))
    assert 1 <= alone <= 4
    assert pages_of(cards(FIRE, 1, SITE, {}, made_at=AT, typesetter=typesetter)) == all_cards


def test_a_post_that_has_no_part_in_the_plan_has_no_card(typesetter: Typesetter) -> None:
    with pytest.raises(KeyError):
        cards(FIRE, 1, SITE, {}, post=Post.COMPANY, made_at=AT, typesetter=typesetter)


def test_the_library_is_named_where_a_site_has_no_version_of_its_own(typesetter: Typesetter) -> None:
    assert set("预案库") <= letters(typesetter, FIRE, Post.MANAGER, {}, number=0)


def test_contacts_that_only_the_site_keeps_are_printed_with_name_and_number(typesetter: Typesetter) -> None:
    plan = replace(FIRE, contacts=("boat-club",))
    pdf = cards(plan, 1, SITE, {"boat-club": "555"}, post=Post.MANAGER, made_at=AT, names={"boat-club": Text("艇俱乐部", "Boat club")}, typesetter=typesetter)
    assert set("艇俱乐部5") <= set(letters_of(pdf))


def test_the_pictures_of_a_step_are_on_the_card_and_one_that_is_gone_is_left_out(typesetter: Typesetter, tmp_path: Path) -> None:
    def printed(plan: Plan) -> bytes:
        return cards(plan, 1, SITE, {}, post=Post.CONTROL_ROOM, made_at=AT, uploads=tmp_path, typesetter=typesetter)

    Image.new("RGB", (300, 200), "red").save(tmp_path / "there", "PNG")
    first, *others = FIRE.phases
    shown = replace(FIRE, phases=(replace(first, steps=(replace(first.steps[0], pictures=("there", "gone")), *first.steps[1:])), *others))
    assert [printed(plan).count(b"/Subtype/Image") for plan in (FIRE, shown)] == [0, 1]


def test_what_somebody_wrote_is_never_taken_for_a_program(typesetter: Typesetter) -> None:
    plan = replace(FIRE, title=Text(HOSTILE, HOSTILE), musters=(replace(FIRE.musters[0], bring=Text(HOSTILE, HOSTILE)),))
    assert set(HOSTILE) - {" "} <= letters(typesetter, plan, Post.CONTROL_ROOM, {"manager": HOSTILE})


def test_a_card_is_a5_and_the_same_each_time(typesetter: Typesetter) -> None:
    first = pictures(FIRE, 1, SITE, {}, post=Post.MANAGER, made_at=AT, typesetter=typesetter)
    assert first == pictures(FIRE, 1, SITE, {}, post=Post.MANAGER, made_at=AT, typesetter=typesetter)
    sizes = {Image.open(BytesIO(page)).size for page in first}
    assert [round(width / height, 2) for width, height in sizes] == [round(148 / 210, 2)]
