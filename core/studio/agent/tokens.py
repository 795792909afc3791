"""The words of a request, once they are understood one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a word or phrase is about. The values up to FILLER are tables of ``words/*.toml``."""

    __hash__ = object.__hash__  # Enum's is a Python call, and all that is read is looked up by kind

    NUMBER = "number"
    HALF = "half"
    UNIT = "unit"  # of time
    SECOND = "second"  # a unit, or the one after the first
    FEW = "few"
    PERCENT = "percent"
    TIMES = "times"
    NTH = "nth"  # stands before a number and makes it an ordinal
    ORDINAL = "ordinal"  # negative: from the end
    PICK = "pick"  # which pictures
    COUNTER = "counter"  # stands between a number and what is counted
    EVERY = "every"  # each, all, the rest, or every other
    EXCEPT = "except"
    NOUN = "noun"
    MOTION = "motion"
    TRANSITION = "transition"
    BETWEEN = "between"
    TUNE = "tune"  # a kind of music, whatever stands beside it
    MOOD = "mood"  # a kind of music in the company of music
    LOUD = "loud"  # a step of the volume
    UPDOWN = "updown"
    RATIO = "ratio"
    SIDE = "side"  # the frame's short side, px
    RATE = "rate"  # frames per second
    FIT = "fit"
    PLACE = "place"
    CORNER = "corner"
    COLOR = "color"
    SIZE = "size"
    SCALE = "scale"  # bigger, smaller
    LONGER = "longer"
    MORE = "more"
    LITTLE = "little"  # a bit, much
    PACE = "pace"  # =factor or *factor
    STRENGTH = "strength"  # =value or a step
    FADE = "fade"
    LOOP = "loop"
    VERB = "verb"
    SAYS = "says"  # what follows is text
    EDGE = "edge"  # start or end of the video
    FRONT = "front"  # stands before a length of time: the first, the last
    RELATION = "relation"  # before, after
    INSTEAD = "instead"
    SPAN = "span"
    HISTORY = "history"
    THIS = "this"  # what was just sent
    NEW = "new"
    NOT = "not"
    UNABLE = "unable"  # what the studio can't do, by subject
    ASK = "ask"
    QUESTION = "question"
    SMALLTALK = "smalltalk"
    EXPORT = "export"
    JOIN = "join"
    FILLER = "filler"

    PIXELS = "pixels"  # name is "<width>x<height>"
    TIME = "time"  # amount in ms; name "first" or "last" where it is counted from an end
    STRETCH = "stretch"  # from ``amount`` to ``until``, ms
    SHARE = "share"  # amount 0–1
    COUNT = "count"  # so many times
    QUOTE = "quote"  # protected text, amount is its number
    BREAK = "break"  # punctuation; name is the character
    WORD = "word"  # not understood


@dataclass(frozen=True, slots=True)
class Picks:
    """Which pictures are meant: numbers from 1, negative from the end.

    ``step`` 2 means every other one from the first number on. With ``excluded`` it is all the
    others.
    """

    numbers: tuple[int, ...] = ()
    step: int = 0
    excluded: bool = False

    def indexes(self, count: int) -> tuple[int, ...]:
        """Indexes from 0 among ``count`` pictures, in the order said; those there are."""
        said = [number - 1 if number > 0 else count + number for number in self.numbers]
        if self.step:
            said = list(range(said[0], count, self.step))
        if self.excluded:
            return tuple(index for index in range(count) if index not in said)
        return tuple(dict.fromkeys(index for index in said if 0 <= index < count))

    def missing(self, count: int) -> bool:
        """Whether a number is meant that is not there."""
        return any(not 1 <= abs(number) <= count for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Token:
    """One understood word or phrase; ``start`` and ``end`` are places in the script's text."""

    kind: Kind
    name: str
    start: int
    end: int
    amount: float = 0.0
    until: float = 0.0
    picks: Picks | None = None

    def is_(self, kind: Kind, *names: str) -> bool:
        """Whether it is of this kind and, where names are given, one of them."""
        return self.kind is kind and (not names or self.name in names)
