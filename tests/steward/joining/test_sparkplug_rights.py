"""Where Steward may ask: the one topic of each Sparkplug node of the site, and only if the site file lets it."""

from __future__ import annotations

from steward.joining.broker_acl import part
from steward.joining.sign_ins import sign_ins
from tests.ingest.codecs.sites import HEAD, site_of

SITE = """\
dialects: [{id: sp, codec: sparkplug-b, options: {rebirth_s: %s}}]
assets:
  - {id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: sp, address: Plant/B1/leak-1}
  - {id: leak-2, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: sp, address: Plant/B1/leak-2}
  - {id: leak-3, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: sp, address: Plant/B2/leak}
"""


def stewards_lines(rebirth_s: int) -> list[str]:
    found = sign_ins(site_of(HEAD + SITE % rebirth_s))
    _, *lines, _ = part("small", "steward", found.reads, list(found.of.values()), found.asks)
    return lines


def test_steward_may_ask_each_node_for_a_birth_and_write_nothing_else() -> None:
    lines = stewards_lines(30)
    assert lines[0] == "user steward"
    assert [line for line in lines if " write " in line] == ["topic write spBv1.0/Plant/NCMD/B1", "topic write spBv1.0/Plant/NCMD/B2"]
    assert "topic read spBv1.0/+/NBIRTH/+" in lines


def test_without_rebirths_it_may_write_nothing() -> None:
    assert [line for line in stewards_lines(0) if " write " in line] == []
