"""The page of kinds that comes from the code."""

from __future__ import annotations

from rules.kind import kinds
from steward.reference.kinds import kinds_page

PAGE = kinds_page(kinds())


def test_every_kind_and_every_setting_is_on_the_page() -> None:
    for kind in kinds().values():
        section = PAGE.split(f"## `{kind.name}` ")[1].split("\n## ")[0]
        settings = {field.alias or name for name, field in kind.settings.model_fields.items()} - {"kind"}
        assert {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")} == settings
        assert f"when: {{kind: {kind.name}" in section


def test_settings_are_told_in_words() -> None:
    assert "| `over` | a length of time | 15m | The mean of so long is compared |" in PAGE
    assert "| `within` | `asset`, `space`, `zone`, `site` | asset |" in PAGE
    assert "| `when` | a condition | required | The condition |" in PAGE
    assert "| `outside` | a list: a number, a number | — |" in PAGE
