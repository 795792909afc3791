"""The typefaces of titles, and which characters they can draw.

Source Sans Semibold for Latin, Greek and Cyrillic; Noto Sans CJK, whose own Latin letters are
Source Sans too but few (no Polish, no Czech, no Turkish), for Han, kana and Hangul.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

_ALPHABETS = files("font_source_sans_pro") / "files" / "SourceSansPro-Semibold.otf"
_CJK = files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"
_JAPANESE, _KOREAN, _CHINESE = 0, 1, 2  # places in the collection: JP, KR, SC, TC, HK
_CAPITALS = 1.11  # Source Sans has capitals of 0.66 em, Noto Sans CJK beside Han such of 0.73
_CJK_WEIGHT = 0.014  # em added around each stroke: the only weight there is, Regular, is too light
_PROBE_SIZE = 24  # px; large enough that no glyph looks like another by chance
_NO_CHARACTER = "\U0010fffe"  # never assigned, so its picture is that of a missing glyph
_WIDE = frozenset({"W", "F"})
_KIN = str.maketrans(
    {"❤": "♥", "💖": "♥", "💕": "♥", "⭐": "★", "🌟": "★", "\u00a0": " ", "\t": " "}
)


@dataclass(frozen=True, slots=True)
class Face:
    """Type in one size, ``em`` px."""

    em: float
    alphabets: ImageFont.FreeTypeFont
    cjk: ImageFont.FreeTypeFont
    cjk_characters: frozenset[str]

    def width(self, text: str) -> float:
        """How far the text reaches from its start to its end, in px."""
        return sum(face.getlength(run) for face, run in self._runs(text))

    def box(self, line: str) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the ink, in px from its middle and the baseline.

        The ink is centred, not the advance: a fullwidth sign at the end of a line is half empty.
        """
        left, top, right, bottom = self._ink(line)
        return (left - right) / 2, top, (right - left) / 2, bottom

    def draw(self, letters: Image.Image, x: float, baseline: float, line: str) -> None:
        """Draw the line in white on ``letters``, an image of mode L, around ``x``."""
        pen = ImageDraw.Draw(letters)
        left, _, right, _ = self._ink(line)
        x -= (left + right) / 2
        for face, run in self._runs(line):
            weight = self._weight(face)
            pen.text((x, baseline), run, fill=255, font=face, anchor="ls", stroke_width=weight)
            x += face.getlength(run)

    def _ink(self, line: str) -> tuple[float, float, float, float]:
        """The ink's box from the start of the line."""
        start = 0.0
        boxes: list[tuple[float, float, float, float]] = []
        for face, run in self._runs(line):
            weight = self._weight(face)
            # getbbox would count the blank half of a fullwidth sign as ink
            mask, (x, y) = face.getmask2(run, mode="L", anchor="ls", stroke_width=weight)
            inked = mask.getbbox()
            if inked is not None:
                left, top, right, bottom = inked
                boxes.append((start + x + left, y + top, start + x + right, y + bottom))
            start += face.getlength(run)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def _runs(self, line: str) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        runs = itertools.groupby(line, key=self.cjk_characters.__contains__)
        return [(self.cjk if is_cjk else self.alphabets, "".join(run)) for is_cjk, run in runs]

    def _weight(self, face: ImageFont.FreeTypeFont) -> float:
        return self.em * _CJK_WEIGHT if face is self.cjk else 0.0


class Typefaces:
    """Opens faces and remembers what it found out about them; make one per process.

    Opening takes under 1 ms: FreeType maps the files into memory, it does not read them.
    """

    def __init__(self) -> None:
        self._in_alphabets = _known_to(_alphabets(_PROBE_SIZE))
        self._in_cjk = _known_to(_cjk(_CHINESE, _PROBE_SIZE))

    def face(self, text: str, em: float) -> Face:
        """The face for ``text``, which is drawable. Han is drawn as its language does.

        Quotation marks, dashes and ellipses belong to both worlds; they are those of the CJK
        face in a text that has any wide character.
        """
        cjk = {c for c in text if not self._in_alphabets(c)}
        if any(unicodedata.east_asian_width(c) in _WIDE for c in text):
            cjk |= {c for c in text if unicodedata.east_asian_width(c) != "Na" and _shared(c)}
            cjk |= {c for c in text if unicodedata.east_asian_width(c) in _WIDE}
        language = _CHINESE
        if re.search("[\u3040-\u30ff]", text):
            language = _JAPANESE
        elif re.search("[\uac00-\ud7a3]", text):
            language = _KOREAN
        return Face(em, _alphabets(em * _CAPITALS), _cjk(language, em), frozenset(cjk))

    def drawable(self, text: str) -> str:
        """``text`` without what would show as empty boxes (emoji, scripts that are missing).

        Line breaks stay. Hearts and stars become those that the fonts have.
        """
        lines = unicodedata.normalize("NFC", text).translate(_KIN).splitlines()
        kept = ("".join(filter(self._can_draw, line)) for line in lines)
        return "\n".join(" ".join(line.split()) for line in kept).strip()

    def lacking(self, text: str) -> tuple[str, ...]:
        """The passages of ``text`` that ``drawable`` leaves out, each once, as they are written."""
        written = unicodedata.normalize("NFC", text).translate(_KIN)
        runs = itertools.groupby(written, key=lambda c: not (c.isspace() or self._can_draw(c)))
        passages = ("".join(run) for left_out, run in runs if left_out)
        # what has no look of its own (joiners, controls, lone marks) is missed by nobody
        return tuple(
            dict.fromkeys(
                passage
                for passage in passages
                if any(unicodedata.category(c)[0] in "LNPS" for c in passage)
            )
        )

    def _can_draw(self, character: str) -> bool:
        if unicodedata.category(character)[0] in "CZ":
            return character in " \u3000"
        return self._in_alphabets(character) or self._in_cjk(character)


def _alphabets(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_ALPHABETS), size)


def _cjk(language: int, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_CJK), size, index=language)


def _shared(character: str) -> bool:
    return unicodedata.category(character)[0] == "P"


def _known_to(face: ImageFont.FreeTypeFont) -> Callable[[str], bool]:
    """Whether the face has a glyph of its own for a character, not one made up of others.

    There must be something to see: Hangul fillers are letters without ink.
    """
    plain = face.font_variant(layout_engine=ImageFont.Layout.BASIC)
    nothing = (_picture(plain, _NO_CHARACTER), _picture(plain, " "))

    @lru_cache(maxsize=4096)
    def known(character: str) -> bool:
        return _picture(plain, character) not in nothing

    return known


def _picture(face: ImageFont.FreeTypeFont, character: str) -> bytes:
    picture = Image.new("L", (_PROBE_SIZE * 3, _PROBE_SIZE * 2))
    ImageDraw.Draw(picture).text((_PROBE_SIZE, 0), character, fill=255, font=face)
    return picture.tobytes()
