"""Sites for tests of payload dialects, written as people write them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from devices.site_file import load_site
from domain.site import Site

HEAD = """\
id: small
name: {zh: 小区, en: Estate}
time_zone: Asia/Shanghai
spaces:
  - {id: b1, kind: floor, name: {zh: 地下一层, en: Basement 1}}
"""
"""The beginning of a site file that is all about its ``dialects``, ``assets`` (in the space ``b1``) and ``devices``."""


def site_of(text: str) -> Site:
    """The site of a whole site file (often `HEAD` and more), with the real catalogue. `BadConfiguration` for a bad one."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "site.yaml"
        file.write_text(dedent(text), encoding="utf-8")
        return load_site(file)
