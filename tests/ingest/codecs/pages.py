"""The pages about payload dialects, whose examples must work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domain.site import Site
from ingest.codecs import codecs
from ingest.codecs.codec import Wrong
from tests.ingest.codecs.sites import HEAD, site_of

_PAGES = Path(__file__).parents[3] / "docs" / "dialects"


def example_of(codec: str) -> Site:
    """The site of the first example of a dialect's page."""
    _, _, rest = (_PAGES / f"{codec}.md").read_text(encoding="utf-8").partition("```yaml\n")
    return site_of(HEAD + rest.partition("```")[0])


def wrong_in_example_of(codec: str) -> Sequence[Wrong]:
    """What the dialect finds wrong there."""
    return codecs()[codec].check(example_of(codec))
