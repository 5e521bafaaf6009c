"""Personal data in what devices say: plates, cards, faces, phones are never shown without a reason.

Everything is masked for everybody; `POST /quarantine/{id}/reveal` shows one entry to those who may, and is audited.
Fields are told by their names; phone numbers, plates and identity cards by their shape wherever they stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from domain.personal import MASK, mask_text
from domain.reading import Value

__all__ = ["MASK", "is_personal", "mask_data", "mask_payload", "mask_text", "mask_value", "readable"]

_WORDS = ("plate", "card", "face", "phone", "mobile", "tel", "idnumber", "person", "guard", "holder", "owner")
_CHINESE = ("车牌", "卡号", "人脸", "手机", "电话", "姓名", "身份证")
_CAPITALS = re.compile(r"(?<=[a-z0-9])[A-Z]")
_BETWEEN_WORDS = re.compile(r"[^A-Za-z0-9]+")
_FIELD = re.compile(r'("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*"?|[-+.\w]+)')


def is_personal(key: str) -> bool:
    """Whether a field of this name holds personal data: one of its words says so (``cardNo``, ``plate_text``, 车牌号)."""
    words = _BETWEEN_WORDS.sub(" ", _CAPITALS.sub(r" \g<0>", key)).lower().split()
    return any(word.startswith(_WORDS) for word in words) or "idnumber" in "".join(words) or any(word in key for word in _CHINESE)


def mask_data(data: object) -> object:
    """JSON data with personal fields masked, at any depth."""
    if isinstance(data, Mapping):
        return {key: MASK if is_personal(str(key)) and value is not None else mask_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [mask_data(item) for item in data]
    return mask_text(data) if isinstance(data, str) else data


def mask_value(key: str, value: Value) -> Value:
    """A point's value, masked if the point is a personal one."""
    return MASK if isinstance(value, str | frozenset) and is_personal(key) else value


def mask_payload(payload: bytes) -> str:
    """A raw message as text, masked; it need not be JSON, and may end in mid-word."""
    text = readable(payload)
    try:
        return json.dumps(mask_data(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return mask_text(_FIELD.sub(lambda found: f'{found[1]}: "{MASK}"' if is_personal(found[1]) else found[0], text))


def readable(payload: bytes) -> str:
    """A raw message as text; what is not UTF-8 shows as replacement characters."""
    return payload.decode("utf-8", errors="replace")
