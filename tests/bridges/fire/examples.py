"""Frames that others have published, byte for byte, and what they say of them.

FLOOR and BOARD were captured from hardware (test of shootingfans/codec_gb26875_3_2011; comments of dgiot's
dgiot_gb26875_decoder); the others are the worked examples in ActorLancer/GB-T-26875.3.2011-rs.
"""

from __future__ import annotations

FLOOR = bytes.fromhex(
    "40 40 00 00 01 01 18 0d 11 16 0a 14 00 00 00 00 00 00 06 05 04 03 02 01 30 00 02 02 01 01 03 00 d9 00 06 00 02 00"
    "a3 c1 c7 f8 a3 b1 b2 e3 df c8 b2 b8 d7 df c0 c8 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 30 12 13 01 08 14 68 23 23"
)
"""Fire on 2020-08-01 19:18:48: system 1-3, part type 0, zone 217, position 6, Ａ区１层呷哺走廊."""

BOARD = bytes.fromhex(
    "40 40 14 00 10 00 05 09 09 1b 07 15 2c 31 2c 32 00 00 78 4d 07 91 8e 23 30 00 02 02 01 01 01 2a 01 00 01 00 02 00"
    "31 ba c5 bd d3 bf da b0 e5 31 bb d8 c2 b7 31 ba c5 00 ba c5 d6 f7 bb fa f8 98 cf a0 00 00 00 25 11 03 01 06 0c 47 23 23"
)
"""A photoelectric smoke detector on fire: system 1-1, zone 1, position 1, 1号接口板1回路1号."""

_DETECTOR = "40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 30 00 02 02 01 01 01 28 0A 00 02 00 02 00"
DETECTOR = bytes.fromhex(_DETECTOR + "20" * 30 + "00 02 3A 09 1A 09 0C 46 23 23")
"""«2号10区 感烟探测器 火警 12年9月26日9时58分02秒», from 000000000379."""
CONFIRMED = bytes.fromhex("40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 00 00 03 A8 23 23")
DENIED = bytes.fromhex("40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 00 00 06 AB 23 23")
"""Its answers, but for their first time byte: the example's centre puts its own second there, and we send the frame's back."""

_HEAD = "40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 "
MAINS = bytes.fromhex(_HEAD + "09 00 02 15 01 08 02 3A 09 1A 09 0C 42 23 23")
"""«上传传输装置主电源故障 12年9月26日9时58分02秒»."""
ANSWERED = bytes.fromhex(_HEAD + "0A 00 02 18 01 20 01 02 3A 09 1A 09 0C 5F 23 23")
"""«上传查岗应答操作记录 12年9月26日9时58分02秒», by operator 1."""
VERSION = bytes.fromhex(_HEAD + "04 00 02 19 01 01 01 C7 23 23")
"""«上传软件版本号 V1.1»."""
TIME = bytes.fromhex(_HEAD + "08 00 02 1C 01 02 3A 09 1A 09 0C 40 23 23")
"""«上传传输装置时间»."""
GUARD_CHECK = bytes.fromhex("40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 03 00 01 5B 01 0A 0F 23 23")
"""«查岗命令», as a centre sends it: here its source is the centre."""
SILENCED = bytes.fromhex("4040 3113 1000 160F11030316 000000000000 C0A801046D1D 0A00 02 18010200160F11030316 16 2323")
"""消音 at a transmission device."""
HANDSHAKE = bytes.fromhex("4040 F809 1000 081E09030316 000000000000 C0A801046D1D 0100 02 16 6C 2323")
"""One maker's greeting: a unit of one byte."""
