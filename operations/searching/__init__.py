"""Finding things by their names: by characters, by pinyin, by the first letters of pinyin."""

from __future__ import annotations

from operations.searching.names import Rank, Wanted, wanted
from operations.searching.things import Hit, Thing, ThingKind, find, things_of

__all__ = ["Hit", "Rank", "Thing", "ThingKind", "Wanted", "find", "things_of", "wanted"]
