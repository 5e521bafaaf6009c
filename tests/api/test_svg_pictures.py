"""Drawings from anybody: what could do harm is left out or refused, what draws stays."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.problems import ApiProblem, TooLarge, Unusable
from api.svg_picture import LARGEST_SVG, harmless_svg, looks_like_svg
from api.svg_words import ATTRIBUTES, ELEMENTS

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">'
DRAWS = '<rect x="1" y="2" width="3" height="4" fill="#eee"/>'


def cleaned(inside: str) -> str:
    return harmless_svg(f"{HEAD}{inside}</svg>".encode()).content.decode()


@pytest.mark.parametrize(
    ("nasty", "gone"),
    [
        ("<script>alert(1)</script>", "alert"),
        ("<script href='https://evil.example/x.js'/>", "evil"),
        ("<SCRIPT>alert(1)</SCRIPT>", "alert"),
        ('<g onload="alert(1)"/>', "alert"),
        ('<rect OnClick="alert(1)" width="1"/>', "alert"),
        ('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></body></foreignObject>', "alert"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>', "alert"),
        ('<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/>', "alert"),
        ('<image href="https://evil.example/pixel.png"/>', "evil"),
        ('<image xlink:href="data:image/svg+xml;base64,PHN2Zz4="/>', "PHN2Z"),
        ('<use href="https://evil.example/a.svg#x"/>', "evil"),
        ('<use xlink:href="data:image/svg+xml,&lt;svg/&gt;#x"/>', "data:"),
        ('<a href="javascript:alert(1)"><text>go</text></a>', "alert"),
        ('<a xlink:href="https://evil.example"><text>go</text></a>', "evil"),
        ('<rect fill="url(https://evil.example/a.svg#x)"/>', "evil"),
        ('<rect fill="url(//evil.example/a.svg#x)"/>', "evil"),
        ('<rect style="fill:url(https://evil.example/x)"/>', "evil"),
        ('<rect style="background:url(https://evil.example/x)"/>', "evil"),
        ('<rect style="fill:ur\\6c(https://evil.example/x)"/>', "evil"),
        ('<rect style="fill:/**/url(https://evil.example/x)"/>', "evil"),
        ("<rect style=\"fill:image-set('https://evil.example/x' 1x)\"/>", "evil"),
        ('<rect style="width:expression(alert(1))"/>', "alert"),
        ("<style>@import 'https://evil.example/x.css';</style>", "evil"),
        ("<style>rect{fill:url(https://evil.example/x)}</style>", "evil"),
        ("<style>@font-face{font-family:x;src:url(https://evil.example/x)}</style>", "evil"),
        ("<style>rect{behavior:url(#x)}</style>", "behavior"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "alert"),
        ('<animate attributeName="xlink:href" values="javascript:alert(1)"/>', "alert"),
        ('<filter id="f"><feImage href="https://evil.example/x"/></filter>', "evil"),
        ('<handler xmlns="http://www.w3.org/2001/xml-events">alert(1)</handler>', "alert"),
        ("<?xml-stylesheet href='https://evil.example/x.css'?>", "evil"),
        ('<g xml:base="https://evil.example/"/>', "evil"),
        ("<!-- <script>alert(1)</script> -->", "alert"),
        ("<title><![CDATA[<script>alert(1)</script>]]></title>", "<script"),
    ],
)
def test_what_could_do_harm_is_not_in_what_is_kept(nasty: str, gone: str) -> None:
    kept = cleaned(DRAWS + nasty + DRAWS)
    assert gone not in kept
    assert kept.count("<rect") >= 2


@pytest.mark.parametrize(
    "harmless",
    [
        DRAWS,
        '<path d="M0 0L10 10Z" stroke="red" style="fill:none;stroke-width:2"/>',
        '<text x="1" y="1" font-family="sans-serif">消防水泵房 &amp; pump</text>',
        '<style>.wall{fill:none;stroke:rgb(0,0,0)} g > .wall{stroke-width:2}</style><g><path class="wall" d="M0 0h9"/></g>',
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><rect fill="url(#a)" width="9" height="9"/>',
        '<defs><g id="door"><path d="M0 0h9"/></g></defs><use href="#door" x="5"/>',
        '<g transform="translate(1 2) rotate(45)"><circle r="3"/></g>',
    ],
)
def test_what_only_draws_stays_as_it_is(harmless: str) -> None:
    drawing = harmless_svg(f"{HEAD}{harmless}</svg>".encode())
    before, after = ET.fromstring(f"{HEAD}{harmless}</svg>"), ET.fromstring(drawing.content)  # noqa: S314  written in this file
    assert [(each.tag, each.text) for each in before.iter()] == [(each.tag, each.text) for each in after.iter()]
    assert [set(each.attrib.items()) - set(other.attrib.items()) for each, other in zip(before.iter(), after.iter(), strict=True)] == [
        set() for _ in before.iter()
    ]
    assert (drawing.left_out, drawing.width, drawing.height) == ({}, 100, 50)


def test_it_says_what_it_left_out_but_not_what_editors_note_for_themselves() -> None:
    inside = '<script/><script/><image href="x.png"/><rect onclick="x()"/><n:view xmlns:n="http://www.inkscape.org/x" n:zoom="1"/>'
    assert harmless_svg(f"{HEAD}{inside}</svg>".encode()).left_out == {"script": 2, "image": 1, "@onclick": 1}


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
DOUBLING = "".join(f'<g id="g{n}"><use href="#g{n + 1}"/><use href="#g{n + 1}"/></g>' for n in range(40)) + '<g id="g40"><rect/></g>'


@pytest.mark.parametrize(
    "refused",
    [
        f"{LAUGHS}{HEAD}<text>&b;</text></svg>",
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}<text>&x;</text></svg>',
        f'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>{HEAD}</svg>',
        f"{HEAD}<g></svg>",
        f"{HEAD}</svg><script/>",
        "<html><body/></html>",
        "<svg/>",
        '<svg xmlns="http://www.w3.org/1999/xhtml" viewBox="0 0 1 1"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 1"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 NaN 1"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1e9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"/>',
        f"{HEAD}{'<g>' * 100}{'</g>' * 100}</svg>",
        f"{HEAD}{'<g/>' * 20_001}</svg>",
        f"{HEAD}{DOUBLING}</svg>",
        f'{HEAD}<g id="a"><use href="#a"/></g></svg>',
        f'{HEAD}<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>',
        "",
    ],
)
def test_what_hides_something_or_never_ends_is_refused(refused: str) -> None:
    with pytest.raises(Unusable):
        harmless_svg(refused.encode())


def test_a_document_type_without_declarations_is_of_old_programs_and_taken() -> None:
    public = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert "DOCTYPE" not in harmless_svg(f"{public}{HEAD}{DRAWS}</svg>".encode()).content.decode()


def test_more_bytes_than_a_plan_needs_are_refused_before_they_are_read() -> None:
    with pytest.raises(TooLarge):
        harmless_svg(b"<svg" + b" " * LARGEST_SVG)


def test_another_encoding_does_not_say_another_thing() -> None:
    with pytest.raises(Unusable):
        harmless_svg(f'<?xml version="1.0" encoding="UTF-7"?>{HEAD}<text>+ADw-script+AD4-</text>\xff</svg>'.encode("latin-1"))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_drawing_or_a_problem(content: bytes) -> None:
    looks_like_svg(content)
    with pytest.raises(ApiProblem):
        harmless_svg(content)


NAMES = st.sampled_from([*sorted(ELEMENTS)[:12], "script", "foreignObject", "image", "animate", "iframe", "a", "style", "use"])
KEYS = st.sampled_from(["onload", "href", "xlink:href", "style", "fill", "d", "id", "class", "transform", "xml:base", "data-x"])
VALUES = st.sampled_from(
    ["javascript:alert(1)", "url(https://evil.example/x)", "url(#a)", "#a", "fill:red;x:url(//evil.example)", "M0 0", "\\75rl(x)", "data:text/html,x"]
)
ELEMENT = st.recursive(
    st.text("abc<&", max_size=4).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inside: st.builds(
        lambda name, given, within: f"<{name}{''.join(f' {key}={chr(34)}{value}{chr(34)}' for key, value in given.items())}>{within}</{name}>",
        NAMES,
        st.dictionaries(KEYS, VALUES, max_size=3),
        st.lists(inside, max_size=3).map("".join),
    ),
    max_leaves=12,
)


@given(ELEMENT)
def test_whatever_is_drawn_only_what_the_list_names_is_kept(inside: str) -> None:
    try:
        kept = ET.fromstring(cleaned(inside))  # noqa: S314  what our own writer has written
    except Unusable:  # a part that uses itself
        return
    for element in kept.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
        assert not any("evil" in value or "javascript" in value or "\\" in value for value in element.attrib.values())
