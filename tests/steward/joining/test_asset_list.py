"""Adding to a site file keeps every byte that people wrote, and gives a file with exactly those assets more; or it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configuration.document import parse
from devices.site_file import load_site
from domain.problem import BadConfiguration
from steward.examples import riverside
from steward.joining.asked import Asked
from steward.joining.asset_list import extended
from steward.joining.comparison import differences
from steward.joining.entry import written
from tests.steward.joining.estate import SITE

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=20)
NAMES = st.one_of(
    WORDS,
    st.sampled_from(["yes", "0012", "0x1f", "1e3", "12:30:00", "2026-01-01", "~", "- a", "a: b", "a #b", '"', "'", "\\", "null", "<<", "=", "*a", "&a", "!a"]),
)
ASKED = st.builds(
    Asked,
    id=st.from_regex(r"new-[a-z0-9-]{1,20}", fullmatch=True),
    type=st.just("sump"),
    name_zh=NAMES,
    name_en=NAMES,
    space=st.just("plant"),
    gateway=st.sampled_from([None, "gw-1"]),
    dialect=st.sampled_from(["native", "tasmota"]),
    address=st.none() | NAMES,
    interval_s=st.none() | st.floats(1e-3, 86_400) | st.integers(1, 86_400),
    counts=st.just({}) | st.builds(lambda count: {"pump": count}, st.integers(0, 64)),
    attributes=st.dictionaries(NAMES, NAMES, max_size=3),
    fed_by=st.lists(st.just("leak-1"), max_size=1).map(tuple),
)
LINE_BREAKS = st.sampled_from(["\n", "\r\n"])
REMARKS = st.sampled_from(["", "# a remark", "  # a remark", "      # further in", "#\ttab", "   "])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Site files as people might write them."""
    dash = draw(st.integers(0, 5))
    inside = draw(st.integers(2, 5))
    begin = " " * dash + "-" + " " * (inside - 1)
    further = " " * (dash + inside)
    entry = draw(
        st.sampled_from(
            [
                [f"{begin}id: last", f"{further}type: leak", f"{further}name:", f"{further}  zh: 水浸", f"{further}  en: Leak # hm", f"{further}space: plant"],
                [f"{begin}{{id: last, type: leak, space: plant,", f"{further}name: {{zh: 水浸, en: Leak}}}}  # braces"],
                [
                    f"{begin}id: last",
                    f"{further}type: leak",
                    f"{further}space: plant",
                    f"{further}name: {{zh: 水浸,",
                    f'{further}  en: "Leak',
                    f"{further}  below # no remark",
                    '#"}',
                ],
                [
                    f"{begin}id: last",
                    f"{further}type: leak",
                    f"{further}space: plant",
                    f"{further}name:",
                    f"{further}  zh: 水",
                    f"{further}  en: |",
                    f"{further}    Le",
                    f"{further}    ak",
                ],
                [f"{begin}&anchor", f"{further}id: last", f"{further}type: leak", f"{further}space: plant", f"{further}name: {{zh: 水, en: Leak}}"],
            ]
        )
    )
    head = ["id: annex", "name: {zh: 附楼, en: Annex}", "time_zone: UTC", "spaces: [{id: plant, kind: floor, name: {zh: 一, en: One}}]", draw(REMARKS)]
    assets = ["assets:" + draw(st.sampled_from(["", "  # those", " &those"])), f"{begin}id: gw-1", f"{further}type: gateway"]
    assets += [f"{further}name: {{zh: 网, en: Gateway}}", f"{further}space: plant", draw(REMARKS), *entry]
    tail = [draw(REMARKS) for _ in range(draw(st.integers(0, 3)))] + draw(st.sampled_from([[], ["settings: {night_c: 3}"], ["holidays: []", "# end"], ["..."]]))
    line_break = draw(LINE_BREAKS)
    # A text of several lines that ends with the file would become another one by a line break after it: that is refused below.
    ends = [line_break] if any("en: |" in line for line in entry) else ["", line_break]
    text = line_break.join([*head, *assets, *tail]) + draw(st.sampled_from(ends))
    return draw(st.sampled_from(["", "\ufeff", "---" + line_break])) + text


def refused(text: str, asked: list[Asked]) -> str | None:
    try:
        extended(text, asked, "site.yaml")
    except BadConfiguration as error:
        return str(error)
    return None


@settings(max_examples=150, deadline=None)
@given(files(), st.lists(ASKED, min_size=1, max_size=3))
def test_every_byte_before_and_after_stays_and_exactly_those_assets_are_added(text: str, asked: list[Asked]) -> None:
    found = extended(text, asked, "f")
    former, now = parse(text, "f").data, parse(found.text, "f").data
    assert isinstance(former, dict)
    assert now == {**former, "assets": [*former["assets"], *map(written, asked)]}
    added = sum(len(span) for span in found.spans)
    lines, first = found.text.splitlines(keepends=True), found.spans[0].start - 1
    rest = "".join([*lines[:first], *lines[first + added :]])
    assert rest in (text, f"{text}\n", f"{text}\r\n")
    assert [found.entry_at(span.start) for span in found.spans] == [*range(len(asked))]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_the_example_site_with_one_more_loads_with_exactly_one_more(asked: Asked, tmp_path: Path) -> None:
    fits = asked.model_copy(update={"space": "pump-room", "gateway": None, "fed_by": (), "dialect": "native", "address": None})
    fits = fits.model_copy(update={"name_zh": fits.name_zh.replace("{", "("), "name_en": fits.name_en.replace("{", "(")})
    fits = fits.model_copy(update={"attributes": {key: value.replace("{", "(") for key, value in fits.attributes.items()}})
    text = riverside().read_text(encoding="utf-8")
    found = extended(text, [fits], "f")
    assert found.text.startswith(text)
    (tmp_path / "site.yaml").write_bytes(found.text.encode())
    after = load_site(tmp_path / "site.yaml")
    assert [*after.assets] == [*BEFORE, fits.id]
    assert differences(fits, after) == []


BEFORE = tuple(load_site(riverside()).assets)
ONE = Asked(id="new", type="leak", name_zh="水浸", name_en="Leak", space="plant")


def test_a_remark_that_belongs_to_the_last_entry_stays_with_it_and_others_stay_below() -> None:
    lines = extended(SITE, [ONE], "f").text.splitlines()
    at = lines.index("  - id: new")
    assert lines[at - 1] == "    # it is the one under the pump"
    assert lines[at + 4] == "# Nothing below this line concerns assets."


def test_a_file_without_a_line_break_at_its_end() -> None:
    text = SITE.partition("    # it is")[0].rstrip("\n")
    assert extended(text, [ONE], "f").text.startswith(f"{text}\n  - id: new\n")


@pytest.mark.parametrize(
    ("assets", "word"),
    [
        ("assets: [{id: a}]", "no list with an entry a line"),
        ("assets:\n  [\n    {id: a},\n  ]", "no list with an entry a line"),
        ("others: &a\n  - id: a\nassets: *a", "no list with an entry a line"),
        ("assets: &a\n  - id: a\nothers: *a", "cannot be edited|safely"),
        ("assets:\n  - *x\nx: &x {id: a}", "not valid YAML"),
        ("{assets: [{id: a}]}", "in braces"),
        ("assets: {a: b}", "no list"),
        ("assets:\n- name: |\n    text\n    # as long as the file", "nothing can be added safely"),
        ("devices: []", "there is no `assets:`"),
    ],
)
def test_what_cannot_be_edited_safely_is_refused_with_what_to_do(assets: str, word: str) -> None:
    said = refused(assets, [ONE])
    assert said is not None
    assert any(each in said for each in word.split("|"))


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("assets:- \n#{}[]id&*|>'\"\t,?"), max_size=60))
def test_no_text_makes_it_stumble(text: str) -> None:
    try:
        found = extended(f"assets:\n{text}", [ONE], "f")
    except BadConfiguration:
        return
    data = parse(found.text, "f").data
    assert isinstance(data, dict)
    assert data["assets"][-1] == written(ONE)
