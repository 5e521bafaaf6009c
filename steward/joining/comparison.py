"""Whether an asset that is asked for is there already, and the same."""

from __future__ import annotations

from collections.abc import Iterator

from domain.dialect import NATIVE
from domain.site import Asset, Device, Site
from steward.joining.asked import Asked


def differences(asked: Asked, site: Site) -> list[str]:
    """What is otherwise in `site`, in words; none: the asset is there and the same. It must be there."""
    asset = site.assets[asked.id]
    pairs = {
        "type": (asset.type.key, asked.type),
        "Chinese name": (asset.name.zh, asked.name_zh),
        "English name": (asset.name.en, asked.name_en),
        "space": (asset.space, asked.space),
        "fed by": (", ".join(asset.fed_by), ", ".join(asked.fed_by)),
        "attributes": (_words(dict(asset.attributes)), _words(dict(asked.attributes))),
        "counts": (_words(dict(_counts(asset))), _words({stem: asked.counts.get(stem, 1) for stem, _ in _counts(asset)} | dict(asked.counts))),
    }
    own = site.devices.get(asked.id)
    if own is not None and own.assets == (asset.id,):
        pairs |= _spoken(asked, own, asset)
    elif (asked.gateway, asked.dialect, asked.address, asked.interval_s) != (None, NATIVE, None, None):
        pairs["device"] = (", ".join(asset.devices), asked.id)
    return [f"{what} is {there or 'nothing'}, not {here or 'nothing'}" for what, (there, here) in pairs.items() if there != here]


def _spoken(asked: Asked, device: Device, asset: Asset) -> dict[str, tuple[str, str]]:
    return {
        "gateway": (device.gateway or "", asked.gateway or ""),
        "dialect": (device.dialect, asked.dialect),
        "address": (device.name_on_wire, asked.address or asked.id),
        "interval (s)": (f"{device.interval_s:g}", f"{asked.interval_s or asset.type.interval_s:g}"),
    }


def _counts(asset: Asset) -> Iterator[tuple[str, int]]:
    """How many there are of each numbered thing."""
    keys = {point.key for point in asset.points}
    for stem, key in {point.key.split("_{n}")[0]: point.key for point in asset.type.points if "{n}" in point.key}.items():
        count = 0
        while key.replace("{n}", str(count + 1)) in keys:
            count += 1
        yield stem, count


def _words(pairs: dict[str, str] | dict[str, int]) -> str:
    return "; ".join(f"{key}={value}" for key, value in sorted(pairs.items()))
