"""The example site, read once for all tests of this folder and the simulators'."""

from __future__ import annotations

from pathlib import Path

from devices.site_file import load_site

FILE = Path(__file__).parents[2] / "examples" / "riverside" / "site.yaml"
SITE = load_site(FILE)
