"""Names are found by characters, by pinyin and by its first letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.searching.names import Rank, rank
from operations.searching.pinyin import readings


@pytest.mark.parametrize(
    ("name", "word", "how"),
    [
        ("滨江花园", "滨江花园", Rank.EXACT),
        ("滨江花园", "滨江", Rank.BEGINS),
        ("滨江花园", "江花", Rank.CONTAINS),
        ("滨江花园", "binjiang", Rank.PINYIN_BEGINS),
        ("滨江花园", "bj", Rank.PINYIN_BEGINS),
        ("滨江花园", "bjhy", Rank.PINYIN_BEGINS),
        ("滨江花园", "binj", Rank.PINYIN_BEGINS),
        ("滨江花园", "binjiangh", Rank.PINYIN_BEGINS),
        ("滨江花园", "hy", Rank.PINYIN),
        ("重庆路", "chongqing", Rank.PINYIN_BEGINS),
        ("重型泵", "zhongxing", Rank.PINYIN_BEGINS),
        ("生活水泵", "zhsb", None),
        ("生活水泵", "shhsb", Rank.PINYIN_BEGINS),
        ("1号楼 2号梯", "1hl2ht", Rank.PINYIN_BEGINS),
        ("1号楼 2号梯", "1号楼2号梯", Rank.EXACT),
        ("绿化", "lvhua", Rank.PINYIN_BEGINS),
        ("Lift 1", "lift1", Rank.EXACT),
        ("滨江花园", "b", None),
        ("滨江花园", "jb", None),
        ("滨江花园", "binjiangx", None),
        ("", "bj", None),
        ("滨江", "滨江花园", None),
    ],
)
def test_a_name_is_found_or_not(name: str, word: str, how: Rank | None) -> None:
    assert rank(name, word) is how


@given(st.text(alphabet="滨江花园重生活水泵电梯行长乐A1 ", max_size=8), st.data())
def test_every_way_of_typing_a_name_finds_it(name: str, data: st.DataObject) -> None:
    signs = [sign for sign in name.casefold() if sign.isalnum()]
    whole = "".join(data.draw(st.sampled_from(readings(sign) or (sign,))) for sign in signs)
    first = "".join((readings(sign) or (sign,))[0][0] for sign in signs)
    assert len(whole) < 2 or rank(name, whole) is not None
    assert len(first) < 2 or rank(name, first) is not None


@given(st.text(max_size=12), st.text(min_size=1, max_size=12))
def test_no_text_upsets_it(name: str, word: str) -> None:
    assert rank(name, word.casefold()) in {None, *Rank}
