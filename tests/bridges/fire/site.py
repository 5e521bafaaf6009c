"""A site with two fire panels, some detectors and a fire water system behind a bridge."""

from __future__ import annotations

SITE = """\
id: works
name: {zh: 水厂, en: Works}
time_zone: Asia/Shanghai
spaces: [{id: hall, kind: building, name: {zh: 厅, en: Hall}}]
assets:
  - {id: gw-fire, type: gateway, name: {zh: 消防网关, en: Fire gateway}, space: hall}
  - {id: gw-other, type: gateway, name: {zh: 网关, en: Gateway}, space: hall}
  - {id: panel-1, type: fire_panel, name: {zh: 1号主机, en: Panel 1}, space: hall, gateway: gw-fire}
  - {id: panel-2, type: fire_panel, name: {zh: 2号主机, en: Panel 2}, space: hall, gateway: gw-fire}
  - {id: smoke-1, type: fire_detector, name: {zh: 烟感1, en: Smoke 1}, space: hall, gateway: gw-fire}
  - {id: smoke-2, type: fire_detector, name: {zh: 烟感2, en: Smoke 2}, space: hall, gateway: gw-fire}
  - {id: smoke-3, type: fire_detector, name: {zh: 烟感3, en: Smoke 3}, space: hall, gateway: gw-fire}
  - {id: water, type: fire_water, name: {zh: 消防水, en: Fire water}, space: hall, gateway: gw-fire}
  - {id: lone, type: fire_detector, name: {zh: 独立烟感, en: Lone}, space: hall}
"""

TABLE = """\
源地址,系统,回路,地址,设备,键,状态,模拟量,倍率,位置
,1,10,2,smoke-1,,,,,3号楼走廊
,1,10,3,smoke-2,,,,,3号楼机房
,11,1,5,water,pump_run,started,,,水泵房
,11,1,5,water,pressure,,5,,水泵房
,11,1,5,water,tank_level,,2,,水泵房
"""
