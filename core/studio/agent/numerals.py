"""Numbers as they are written: digits, Chinese numerals."""

from __future__ import annotations

import re
from typing import Final

LARGEST: Final = 1e9
"""Nothing in a video is more; larger numbers are read as this one."""

DIGITS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
HAN_NUMERAL: Final = re.compile("[零〇一二三四五六七八九十百两俩]+(?:点[零〇一二三四五六七八九]+)?")

_HAN_DIGITS: Final = {
    **{digit: value for value, digit in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
    "俩": 2,
}
_HAN_SCALES: Final = {"十": 10, "百": 100}


def number_of(digits: str) -> float:
    """The value of digits, at most ``LARGEST``."""
    return min(float(digits), LARGEST)


def han_number(numeral: str) -> float:
    """The value of a Chinese numeral, ``二十五``, ``一百二`` as ``102``, ``一点五``, ``二〇``."""
    whole, _, part = numeral.partition("点")
    value = float(_han_whole(whole))
    for place, digit in enumerate(part, 1):
        value += _HAN_DIGITS[digit] / 10**place
    return min(round(value, 6), LARGEST)


def _han_whole(numeral: str) -> int:
    if not any(character in _HAN_SCALES for character in numeral):
        digits = "".join(str(_HAN_DIGITS[digit]) for digit in numeral[:9])
        return int(digits or "0")
    value, digit = 0, 0
    for character in numeral:
        if scale := _HAN_SCALES.get(character):
            value += (digit or 1) * scale
            digit = 0
        else:
            digit = _HAN_DIGITS[character]
    return value + digit
