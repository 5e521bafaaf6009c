"""The scope of a permit: it must exist, and a permit that hides alarms means only what its kind may hide.

What is stored is exactly what is hidden, so that whoever approves sees it and nothing has to be worked out again later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.permit import PERMIT_KIND_NAMES, PermitKind
from domain.problem import Refusal
from domain.scope import Scope
from domain.site import Site
from rules.permits.kinds import ALL, PERMIT_RULES


def check_known(scope: Scope, site: Site) -> None:
    """Raise `Refusal`, naming it, if `scope` is empty or names something that `site` does not have."""
    if scope.empty:
        raise Refusal("请选择作业涉及的范围（测点、设备、空间、回路或设备类型）", "the scope is empty: name points, assets, spaces, loops or device types")
    unknown = [
        *_missing("测点", "point", scope.points, site.points),
        *_missing("设备", "asset", scope.assets, site.assets),
        *_missing("空间", "space", scope.spaces, site.spaces),
        *_missing("回路", "loop", scope.loops, {asset.attributes.get("loop") for asset in site.assets.values()}),
        *_missing("设备类型", "device type", scope.device_types, {asset.type.key for asset in site.assets.values()}),
    ]
    if unknown:
        zh, en = "、".join(zh for zh, _ in unknown), ", ".join(en for _, en in unknown)
        raise Refusal(f"本项目没有：{zh}，请从列表中选择", f"the site {site.id} does not have: {en}; choose from its lists")


def narrowed(kind: PermitKind, scope: Scope, site: Site) -> Scope:
    """`scope` as a permit of `kind` that hides alarms may have it; places are narrowed to the types that it may hide as a whole.

    Raises `Refusal` when it names something that the kind may not hide, or when nothing is left.
    """
    may = PERMIT_RULES[kind].hides
    name = PERMIT_KIND_NAMES[kind]
    if not may:
        raise Refusal(f"{name.zh}许可不能设置“暂不提醒”，请取消", f"a permit of the kind {kind} hides no alarms: leave `hides` out")
    types = [type_key for type_key in may if may[type_key] is ALL]
    wrong = [
        *(point for point in scope.points if not may_hide(kind, site.points[point].key, site.assets[site.points[point].asset].type.key)),
        *(asset for asset in scope.assets if site.assets[asset].type.key not in types),
        *(type_key for type_key in scope.device_types if type_key not in types),
    ]
    if wrong:
        named = "、".join(wrong)
        raise Refusal(
            f"{name.zh}许可不能对以下对象暂不提醒：{named}。可选范围：{'、'.join(_allowed(kind))}",
            f"a permit of the kind {kind} may not hide: {', '.join(wrong)}. What it may hide: {', '.join(_allowed(kind))}",
        )
    describes = bool(scope.spaces or scope.loops or scope.device_types)
    within = replace(scope, device_types=scope.device_types or tuple(types)) if describes else scope
    # A kind that hides named points only would leave a place without any type: that is, everything there.
    boundless = describes and not within.device_types
    if boundless or not (within.points or any(True for _ in within.assets_at(site))):
        raise Refusal(
            f"该范围内没有{name.zh}许可可以暂不提醒的设备，请更改范围或取消“暂不提醒”",
            f"nothing in this scope could be hidden by a permit of the kind {kind}: change the scope, or leave `hides` out",
        )
    return within


def may_hide(kind: PermitKind, key: str | None, device_type: str) -> bool:
    """Whether a permit of `kind` may hide alarms at the point `key` (`None`: the asset as a whole) of such a device."""
    may = PERMIT_RULES[kind].hides
    if device_type not in may:
        return False
    keys = may[device_type]
    return keys is ALL or key in keys


def _allowed(kind: PermitKind) -> Iterable[str]:
    """Types that may be named as a whole, and ``type.point`` where only points may be."""
    for device_type, keys in PERMIT_RULES[kind].hides.items():
        yield from (device_type,) if keys is ALL else (f"{device_type}.{key}" for key in sorted(keys))


def _missing(zh: str, en: str, names: Iterable[str], known: Iterable[str | None]) -> Iterable[tuple[str, str]]:
    there = set(known)
    return ((f"{zh} {name}", f"{en} {name}") for name in names if name not in there)
