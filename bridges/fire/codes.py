"""What the numbers of GB/T 26875.3-2011 mean: tables 3 and 5 and figures 6, 7, 9, 13 and 14.

Read in the standard's text (repository yangyiyuan/GB-T-26875.3-2011) and compared with shootingfans/codec_gb26875_3_2011 and
the transcription in ActorLancer/GB-T-26875.3.2011-rs. They agree but for two points. Table 5 of the standard ends component
type 121 as 警报装置, the last of these writes 报警装置. And bit 0 is 1 in normal operation and 0 under test by all of them,
while every frame that was captured from hardware has a fire with bit 0 left 0: nothing may be concluded from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from devices.fire_component import PART_TYPE, STATUS_BITS

SYSTEM_BITS: Mapping[int, tuple[str, ...]] = {int(code): (word,) for code, word, _ in STATUS_BITS.codes}
"""Bits of a system's state (figure 6)."""
COMPONENT_BITS: Mapping[int, tuple[str, ...]] = {**{bit: SYSTEM_BITS[bit] for bit in range(8)}, 8: ("mains", "fault")}
"""Bits of a component's state (figure 7). Bit 8 is a fault of its power; the bits above are reserved."""
DEVICE_BITS: Mapping[int, tuple[str, ...]] = {0: ("normal",), 1: ("fire",), 2: ("fault",), 3: ("mains",), 4: ("battery",), 5: ("fault",), 6: ("bus",)}
"""Bits of the transmission device's own state (figure 13). Bit 5: its way to the centre; bit 6: its line to the panel."""

RESET, SILENCED, BY_HAND, CLEARED, ANSWERED = 0, 1, 2, 3, 5
"""Bits of an operation (figures 9 and 14): 复位, 消音, 手动报警, 警情消除; of the transmission device only, 查岗应答."""

ENDED_BY_RESET = frozenset({"fire", "supervisory", "started", "feedback", "delay"})
"""What a reset of a panel ends. What is still so is told anew; a fault or an isolation stays until its component says otherwise."""

UNSAID = frozenset({"normal", "reset"})
"""Flags that are no state which lasts and matters."""


class Kind(IntEnum):
    """Table 3: what an application data unit may tell a centre."""

    SYSTEM_STATE = 1
    COMPONENT_STATE = 2
    MEASUREMENT = 3
    OPERATION = 4
    SYSTEM_VERSION = 5
    SYSTEM_CONFIGURATION = 6
    COMPONENT_CONFIGURATION = 7
    SYSTEM_TIME = 8
    DEVICE_STATE = 21
    DEVICE_OPERATION = 24
    DEVICE_VERSION = 25
    DEVICE_CONFIGURATION = 26
    DEVICE_TIME = 28
    GUARD_CHECK = 91
    """查岗: of the direction from a centre to the device; heard here only where a device passes it on."""


PARTS: Mapping[int, str] = {
    0: "通用",
    1: "火灾报警控制器",
    10: "可燃气体探测器",
    11: "点型可燃气体探测器",
    12: "独立式可燃气体探测器",
    13: "线型可燃气体探测器",
    16: "电气火灾监控报警器",
    17: "剩余电流式电气火灾监控探测器",
    18: "测温式电气火灾监控探测器",
    21: "探测回路",
    22: "火灾显示盘",
    23: "手动火灾报警按钮",
    24: "消火栓按钮",
    25: "火灾探测器",
    30: "感温火灾探测器",
    31: "点型感温火灾探测器",
    32: "点型感温火灾探测器(S型)",
    33: "点型感温火灾探测器(R型)",
    34: "线型感温火灾探测器",
    35: "线型感温火灾探测器(S型)",
    36: "线型感温火灾探测器(R型)",
    37: "光纤感温火灾探测器",
    40: "感烟火灾探测器",
    41: "点型离子感烟火灾探测器",
    42: "点型光电感烟火灾探测器",
    43: "线型光束感烟火灾探测器",
    44: "吸气式感烟火灾探测器",
    50: "复合式火灾探测器",
    51: "复合式感烟感温火灾探测器",
    52: "复合式感光感温火灾探测器",
    53: "复合式感光感烟火灾探测器",
    61: "紫外火焰探测器",
    62: "红外火焰探测器",
    69: "感光火灾探测器",
    74: "气体探测器",
    78: "图像摄像方式火灾探测器",
    79: "感声火灾探测器",
    81: "气体灭火控制器",
    82: "消防电气控制装置",
    83: "消防控制室图形显示装置",
    84: "模块",
    85: "输入模块",
    86: "输出模块",
    87: "输入/输出模块",
    88: "中继模块",
    91: "消防水泵",
    92: "消防水箱",
    95: "喷淋泵",
    96: "水流指示器",
    97: "信号阀",
    98: "报警阀",
    99: "压力开关",
    101: "阀驱动装置",
    102: "防火门",
    103: "防火阀",
    104: "通风空调",
    105: "泡沫液泵",
    106: "管网电磁阀",
    111: "防烟排烟风机",
    113: "排烟防火阀",
    114: "常闭送风口",
    115: "排烟口",
    116: "电控挡烟垂壁",
    117: "防火卷帘控制器",
    118: "防火门监控器",
    121: "警报装置",
}
"""Table 5."""

_PART_WORDS = {int(code): word for code, word, _ in PART_TYPE.codes}
_SORTS = {**dict.fromkeys(range(31, 38), 30), **dict.fromkeys(range(41, 45), 40)}
"""The sorts of heat and smoke detectors of table 5, which are heat and smoke detectors."""


def part_word(code: int) -> str | None:
    """The word of `devices.fire_component.PART_TYPE` for a component type; `None`: it has none."""
    return _PART_WORDS.get(_SORTS.get(code, code))


def part_name(code: int) -> str:
    """What table 5 calls a component type, with its number."""
    return f"{code} {PARTS[code]}" if code in PARTS else str(code)


def words(state: int, bits: Mapping[int, tuple[str, ...]]) -> frozenset[str]:
    """The flags of the bits that are set; bits without a meaning are left out."""
    return frozenset(word for bit, named in bits.items() if state >> bit & 1 for word in named)


_ORDER = {word: bit for bit, (word,) in SYSTEM_BITS.items()}
WORDS = frozenset(_ORDER)


def listed(flags: frozenset[str]) -> list[str]:
    """Flags as they are published: in the order of their bits."""
    return sorted(flags, key=lambda word: _ORDER[word])
