"""How many parts a short message takes, which is what it costs (3GPP TS 23.038 and 23.040).

A text of the GSM alphabet has 160 characters in one part and 153 in each of several; any other (Chinese) is sent as
UTF-16 with 70 and 67. A character outside the basic plane counts as two.
"""

from __future__ import annotations

_BASIC = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
_EXTENDED = frozenset("^{}\\[~]|€")
"""These take two places."""
_GSM_ONE, _GSM_EACH = 160, 153
_UTF16_ONE, _UTF16_EACH = 70, 67


def units(text: str) -> int:
    """The places that `text` takes in its alphabet."""
    if _is_gsm(text):
        return sum(2 if char in _EXTENDED else 1 for char in text)
    return len(text.encode("utf-16-be", "replace")) // 2


def parts(text: str) -> int:
    """How many parts are sent."""
    one, each = (_GSM_ONE, _GSM_EACH) if _is_gsm(text) else (_UTF16_ONE, _UTF16_EACH)
    taken = units(text)
    return 1 if taken <= one else -(-taken // each)


def _is_gsm(text: str) -> bool:
    return all(char in _BASIC or char in _EXTENDED for char in text)
