"""What a fire panel and its components have in common: the words of GB/T 26875.3 for kinds and states of components."""

from __future__ import annotations

from domain.device_type import PointType
from domain.reading import PointKind
from domain.text import Text

SOURCE = "GB/T 26875.3-2011 (component types and states), GB 26875.1-2011, BACnet Life Safety (ASHRAE 135)"

PART_TYPE = PointType(
    "part_type",
    Text("部件类型", "Component type"),
    PointKind.ENUM,
    codes=(
        ("1", "panel", Text("火灾报警控制器", "Fire alarm panel")),
        ("23", "call_point", Text("手动火灾报警按钮", "Manual call point")),
        ("24", "hydrant_button", Text("消火栓按钮", "Hydrant button")),
        ("30", "heat", Text("感温火灾探测器", "Heat detector")),
        ("40", "smoke", Text("感烟火灾探测器", "Smoke detector")),
        ("91", "pump", Text("消防水泵", "Fire pump")),
        ("96", "flow", Text("水流指示器", "Flow switch")),
        ("97", "valve", Text("信号阀", "Supervised valve")),
        ("99", "pressure_switch", Text("压力开关", "Pressure switch")),
        ("111", "smoke_fan", Text("排烟风机", "Smoke extraction fan")),
        ("117", "shutter", Text("防火卷帘", "Fire shutter")),
    ),
)

STATUS_BITS = PointType(
    "status_bits",
    Text("部件状态", "Component state"),
    PointKind.FLAGS,
    codes=(
        ("0", "normal", Text("正常运行", "In normal operation")),
        ("1", "fire", Text("火警", "Fire")),
        ("2", "fault", Text("故障", "Fault")),
        ("3", "isolated", Text("屏蔽", "Isolated")),
        ("4", "supervisory", Text("监管", "Supervisory")),
        ("5", "started", Text("启动", "Started")),
        ("6", "feedback", Text("反馈", "Feedback")),
        ("7", "delay", Text("延时", "Delay")),
        ("8", "mains", Text("主电故障", "Mains fault")),
        ("9", "battery", Text("备电故障", "Battery fault")),
        ("10", "bus", Text("总线故障", "Bus fault")),
        ("11", "manual", Text("手动状态", "Manual mode")),
        ("12", "config_changed", Text("配置改变", "Configuration changed")),
        ("13", "reset", Text("复位", "Reset")),
    ),
)
"""A component can be several of these at once; bit 0 missing means that it is under test."""
