"""A text that a person reads: always in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Chinese (``zh``, shown first) and English (``en``)."""

    zh: str
    en: str

    def filled(self, **names: Text | str | float | None) -> Text:
        """This text with ``{name}`` places filled; a `Text` fills each language with its own words.

        An unknown place is left as it stands: a message must never fail an alarm.
        """
        return Text(_fill(self.zh, {k: _word(v, "zh") for k, v in names.items()}), _fill(self.en, {k: _word(v, "en") for k, v in names.items()}))

    def as_json(self) -> dict[str, str]:
        """``{"zh": …, "en": …}``, the shape of the API."""
        return {"zh": self.zh, "en": self.en}


def _word(value: Text | str | float | None, language: str) -> str:
    if isinstance(value, Text):
        return value.zh if language == "zh" else value.en
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _fill(template: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        template = template.replace("{" + name + "}", word)
    return template
