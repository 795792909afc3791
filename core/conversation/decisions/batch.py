"""Whether several pictures become one video, or a video each.

"Each" alone does not decide: "each picture 3 seconds" speaks of the shots of one video, "turn each
picture into a clip" of several. What is named as one stays one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.conversation.decisions.wording import LOOKED_AT, AnyOf
from core.conversation.language import has_han
from core.conversation.quotations import without_content

_ORDINALS: Final = (
    ("1", "first", "one", "一", "①"),
    ("2", "second", "two", "二", "②", "两"),
    ("3", "third", "three", "三", "③"),
    ("4", "fourth", "four", "四", "④"),
    ("5", "fifth", "five", "五", "⑤"),
    ("6", "sixth", "six", "六", "⑥"),
    ("7", "seventh", "seven", "七", "⑦"),
    ("8", "eighth", "eight", "八", "⑧"),
    ("9", "ninth", "nine", "九", "⑨"),
    ("10", "tenth", "ten", "十", "⑩"),
)
_NUMBER_OF: Final = {word: number for number, row in enumerate(_ORDINALS, 1) for word in row}
_NAMES: Final = "|".join(sorted((word for row in _ORDINALS for word in row[1:]), key=len)[::-1])
_LONGEST_HEAD: Final = 100  # characters up to a line's first word
_NOUN: Final = r"(?:one|picture|photo|image|pic|shot)"
_LINE: Final = re.compile(
    rf"(?:[-*•]\s*)?(?:the\s+)?(?:{_NOUN}\s*#?\s*|[第图圖]\s*|#\s*)?"
    rf"(?P<number>\d{{1,2}}|{_NAMES})(?:st|nd|rd|th)?"
    rf"\s*{_NOUN}?\s*[张張幅个個]?[图圖照片]*\s*(?:[.)、:：]|\s[-–—]|，|,)(?!\d)\s*(?P<words>\S)",
    re.IGNORECASE,
)

_VIDEO: Final = r"(?:videos?|clips?|films?|movies?|reels?|shorts?|animations?|mp4s?|gifs?|files?)"
_A_VIDEO: Final = rf"(?:a|one|the) (?:[\w-]+ ){{0,3}}?{_VIDEO}\b"
_SECONDS: Final = r"\b\d{1,4}(?:\.\d{1,4})? ?(?:s|secs?|seconds?)"
_TIME: Final = r"(?:\d ?s|\bsecs?|seconds?|\bmins?|minutes?)\b"
_NOT_OF_EACH: Final = rf"(?! (?:for |per |of )?(?:each|every|apiece|{_VIDEO}))"
# "a 1 second video", "a one minute clip": as long as that, not as many
_NO_MEASURE: Final = (
    r"(?!(?: half)?[ -](?:s|secs?|seconds?|mins?|minutes?|hours?|frames?|beats?|bars?)\b| ?[x×:])"
)

_EACH: Final = AnyOf(
    r"\b(?:each|every|separate(?:ly)?|individual(?:ly)?|one by one|one at a time|apiece"
    r"|per (?:one|picture|photo|image|pic|shot))\b(?! other)",
    r"每一?[张張幅个個副]|分别|分別|逐一?[张張个個]?|各自|单独|單獨|一张一个|一一",
)
_SEVERAL: Final = AnyOf(
    rf"\b(?:separate|individual|different|own) (?:[\w-]+ ){{0,2}}{_VIDEO}",
    r"\b(?:separately|individually)\b",
    rf"{_VIDEO} (?:of|for|from|per|out of) (?:each|every)\b",
    rf"{_VIDEO} (?:per|apiece|each)\b",
    r"分别|分別|单独|單獨|各自|逐[张張個个一]|一张一个|各(?:做|来|生成)",
)
# one video, whatever "each" is said of
_JOINED: Final = AnyOf(
    rf"(?<![:.×/])(?<![x×:] )\b(?:one|single|same|1){_NO_MEASURE} (?:[\w-]+ ){{0,3}}?{_VIDEO}\b"
    r"(?! (?:per|for each|of each|from each))",
    r"\b(?:slide ?show|montage|collage|combine|merge|join)\b",
    r"合成|合并|合併|拼成|拼接|串成|串起来|[一1同][个個段条條]\w{0,4}(?:视频|視頻|短片|影片)(?:里|裡|中)",
    # a length of the whole
    rf"{_TIME},? (?:long )?(?:in total|total|altogether|all together|overall|in all)\b"
    rf"{_NOT_OF_EACH}",
    r"\b(?:total|overall|altogether)(?: (?:of|length|duration|time|is|about|should|be))*"
    rf"[:,]? [\w.]{{1,9}}[ -]?{_TIME}{_NOT_OF_EACH}",
    r"\b(?:whole|entire) (?:video|clip|film|movie|thing)\b|整[个個段][视視]频|整[个個段]視頻|全片",
    r"(?<![个個张張])(?:[一总總共合全][共计計长長]度?|[总總][时時][长長])[^，。；个個段条條]{0,6}?(?:秒|分钟|分鐘)",
)
_ONE: Final = AnyOf(
    rf"\bin {_A_VIDEO}",
    rf"\binto {_A_VIDEO}.*\b(?:each|every)\b",
    r"\b(?:together|crossfades?|transitions?|one after (?:the other|another))\b",
    r"一起|转场|轉場",
    r"(?:做|剪|变|變|制作|生成)成?[一1同][个個段条條]?[^，。]{0,8}(?:视频|視頻|短片|影片)[^，。]*[，。].*每",
)
_OF_A_SHOT: Final = AnyOf(
    r"\b(?:each|every)(?: \w+)?"
    rf"(?: (?:is|lasts?|for|about|around|be|should|stays?|takes?|gets?))* {_SECONDS}\b",
    rf"{_SECONDS} (?:for |per |on )?(?:each|every)\b",
    r"\bbetween (?:each|every)\b",
    r"\b(?:show|display|present|reveal|appear)\b.*\b(?:each|every|one by one)\b",
    r"每一?[张張幅个個][^，。]{0,6}?[\d一二两兩三四五六七八九十半]+\s*秒(?!钟?的)",
    r"每一?[张張幅个個]之?[间間]",
    r"(?:出现|显示|播放|展示)[^，。]{0,4}(?:每|逐)",
)
_NOT_SEVERAL: Final = AnyOf(
    r"\b(?:not|don't|do not|never) (?:\w+ ){0,3}?(?:separate|individual|each|one by one)",
    r"(?:不要|别|不用|不)(?:分别|单独|逐)",
)

# what says nothing about a single one of them, and what is said instead
_OF_THE_BATCH: Final = (
    (
        re.compile(
            r"[,，]?\s*\b(?:and )?(?:separately|individually|one by one|one at a time|apiece)\b"
            r"(?:\s*[:：]\s*)?"
            r"|[,，]?\s*\b(?:as|in|into) (?:separate|individual|different) (?:[\w-]+ ){0,2}?"
            rf"{_VIDEO}\b|分别|分別|各自|(?<!一)一一|逐[张張个個]地?",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"\b(?:(?:an?|\d+|two|three|four|five|six|seven|eight|nine|ten) )?"
            rf"(?:separate|individual|different) {_VIDEO}\b",
            re.IGNORECASE,
        ),
        "a video",
    ),
)


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One video of a batch: of which picture (from 0), with which words."""

    picture: int
    text: str


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """The videos to make, one per picture; without items one video of all pictures."""

    items: tuple[BatchItem, ...] = ()

    @property
    def is_batch(self) -> bool:
        """Whether each picture becomes a video of its own."""
        return bool(self.items)


def plan_batch(text: str, captions: Sequence[str | None], pictures: int) -> BatchPlan:
    """How many videos a message asks for.

    ``captions`` are the pictures' own, in their order, None or "" for none; there may be fewer
    than ``pictures``. ``text`` is what was said to all of them.
    """
    if pictures < 2:
        return BatchPlan()
    own = [(caption or "").strip() for caption in captions[:pictures]]
    own += [""] * (pictures - len(own))
    if sum(1 for caption in own if caption) >= 2:
        shared = "" if text.strip() in own else text.strip()
        return _plan(own, shared)
    spoken = without_content(text)
    if (lines := _line_per_picture(text, pictures)) is not None and not _JOINED.found_in(spoken):
        return _plan(*lines)
    return _plan([_of_one(text)] * pictures, "") if _asks_for_each(spoken) else BatchPlan()


def _plan(own: Sequence[str], shared: str) -> BatchPlan:
    return BatchPlan(
        tuple(
            BatchItem(picture, "\n".join(part for part in (words, shared) if part))
            for picture, words in enumerate(own)
        )
    )


def _of_one(text: str) -> str:
    """The words without those that told the batch; a plain wish where none are left."""
    kept = text
    for told, instead in _OF_THE_BATCH:
        for found in reversed([*told.finditer(without_content(kept))]):
            kept = kept[: found.start()] + instead + kept[found.end() :]
    if any(character.isalnum() for character in kept):
        return kept.strip()
    return "做成视频" if has_han(text) else "make a video"


def _line_per_picture(text: str, pictures: int) -> tuple[list[str], str] | None:
    """The words of each picture's line and those of the other lines; None: not one line each."""
    own: dict[int, str] = {}
    shared: list[str] = []
    for line in text.splitlines():
        numbered = _LINE.match(line.strip()[:_LONGEST_HEAD])
        number = _number(numbered["number"]) if numbered else None
        if numbered is None or number is None:
            shared.append(line.strip().rstrip(":："))
        elif number in own:
            return None
        else:
            own[number] = line.strip()[numbered.start("words") :]
    if sorted(own) != list(range(1, pictures + 1)):
        return None
    return [own[number] for number in sorted(own)], "\n".join(line for line in shared if line)


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBER_OF.get(word.lower())


def _asks_for_each(spoken: str) -> bool:
    spoken = spoken[:LOOKED_AT]
    if not _EACH.found_in(spoken) or _NOT_SEVERAL.found_in(spoken) or _JOINED.found_in(spoken):
        return False
    if _SEVERAL.found_in(spoken):
        return True
    return not _ONE.found_in(spoken) and not _OF_A_SHOT.found_in(spoken)
