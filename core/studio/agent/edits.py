"""What can be asked of a timeline: a closed union of values, which ``apply`` carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.studio.agent.tokens import Picks
from core.studio.timeline import Fit, Place, TitleSize

FadeSides: TypeAlias = Literal["in", "out", "both", "none"]


@dataclass(frozen=True, slots=True)
class Level:
    """A strength or pace: as it shall be, or relative to what it is."""

    set_to: float | None = None
    times: float = 1.0
    plus: float = 0.0

    @property
    def relative(self) -> bool:
        """Whether it depends on what is there."""
        return self.set_to is None

    def of(self, value: float) -> float:
        """The new value."""
        return (value if self.set_to is None else self.set_to) * self.times + self.plus


@dataclass(frozen=True, slots=True)
class WholeTime:
    """From the start to the end of the video."""


@dataclass(frozen=True, slots=True)
class First:
    """The first ``ms``."""

    ms: int


@dataclass(frozen=True, slots=True)
class Last:
    """The last ``ms``."""

    ms: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """For ``ms``, from where it begins now."""

    ms: int


@dataclass(frozen=True, slots=True)
class Longer:
    """So many times as long as now."""

    times: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``start`` to ``end``, ms; ``end`` None: as long as it lasts now."""

    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class OnShots:
    """While these pictures show."""

    picks: Picks


When: TypeAlias = WholeTime | First | Last | Lasting | Longer | Stretch | OnShots


@dataclass(frozen=True, slots=True)
class TitleLook:
    """How a title shall look; None leaves it as it is."""

    place: Place | None = None
    size: TitleSize | None = None
    steps: int = 0  # sizes larger or smaller
    color: str | None = None
    fade: FadeSides | None = None
    fade_ms: int | None = None
    when: When | None = None


@dataclass(frozen=True, slots=True)
class SoundLook:
    """How music shall sound; None leaves it as it is."""

    volume: float | None = None
    louder: float = 0.0
    fade: FadeSides | None = None
    fade_ms: int | None = None
    when: When | None = None


@dataclass(frozen=True, slots=True)
class SetTotal:
    """The whole video's length; ``fixed``: pictures whose length was said too, and stays."""

    ms: int
    fixed: tuple[Picks, ...] = ()


@dataclass(frozen=True, slots=True)
class StretchTotal:
    """The whole video, or some of its pictures, longer or shorter."""

    times: float = 1.0
    plus_ms: int = 0
    picks: Picks | None = None


@dataclass(frozen=True, slots=True)
class SetShotLength:
    """How long some pictures, or each (None), show."""

    picks: Picks | None
    ms: int


@dataclass(frozen=True, slots=True)
class TrimStart:
    """Cut off at the start."""

    ms: int


@dataclass(frozen=True, slots=True)
class TrimEnd:
    """Cut off at the end."""

    ms: int


@dataclass(frozen=True, slots=True)
class TakePart:
    """Only the first or the last part."""

    ms: int
    last: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """Play all of it so many times."""

    times: int


@dataclass(frozen=True, slots=True)
class SetMotion:
    """How some pictures, or all (None), move; ``type`` None leaves the kind of motion."""

    picks: Picks | None
    type: str | None = None
    strength: Level | None = None
    pace: Level | None = None


@dataclass(frozen=True, slots=True)
class SpreadMotions:
    """Several motions, given to the pictures in turn.

    ``in_turn``: a single picture has them one after the other.
    """

    types: tuple[str, ...]
    strength: Level | None = None
    pace: Level | None = None
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class StopMotion:
    """None of these motions: what moves so stands still (all that moves where none is named)."""

    picks: Picks | None
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlipMotion:
    """The other way: in becomes out, left right."""

    picks: Picks | None


@dataclass(frozen=True, slots=True)
class SetLoop:
    """Whether the video plays round without a seam."""

    on: bool


@dataclass(frozen=True, slots=True)
class SetTransition:
    """How some pictures, or all (None), are entered."""

    picks: Picks | None = None
    type: str | None = None
    ms: int | None = None
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class WriteTitle:
    """A title. ``replacing``: instead of the one there is, where there is one.

    ``old`` is that one's text, where it was said.
    """

    text: str
    look: TitleLook
    replacing: bool = False
    old: str = ""


@dataclass(frozen=True, slots=True)
class StyleTitle:
    """The titles there are, otherwise. ``meant``: there ought to be some."""

    look: TitleLook
    meant: bool = True


@dataclass(frozen=True, slots=True)
class RemoveTitles:
    """No titles. ``meant``: there ought to be some to remove."""

    meant: bool = True


@dataclass(frozen=True, slots=True)
class PlayMusic:
    """Music: a bed by name, an uploaded file by id, or (neither) what suits.

    ``uploaded``: only a file will do. ``another``: not the one that plays now.
    """

    look: SoundLook
    bed: str | None = None
    media: str | None = None
    uploaded: bool = False
    another: bool = False

    @property
    def named(self) -> bool:
        """Whether it was said which."""
        return bool(self.bed or self.media or self.uploaded or self.another)


@dataclass(frozen=True, slots=True)
class TuneMusic:
    """The music there is, otherwise. ``meant``: there ought to be some."""

    look: SoundLook
    meant: bool = True


@dataclass(frozen=True, slots=True)
class RemoveMusic:
    """No music. ``meant``: there ought to be some to remove."""

    meant: bool = True


@dataclass(frozen=True, slots=True)
class SetFrame:
    """The frame: a shape ``(across, down)``, its short side in px, or an exact size in px."""

    ratio: tuple[int, int] | None = None
    side: int | None = None
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SetFit:
    """How pictures of another shape fill the frame."""

    picks: Picks | None
    fit: Fit


@dataclass(frozen=True, slots=True)
class Spot:
    """A place among the pictures: before or after one, else the start or the end.

    ``number``: as which one it shall come, from 1, negative from the end; 0: not said.
    """

    after: bool = True
    picks: Picks | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class MoveShots:
    """Pictures to another place."""

    picks: Picks
    spot: Spot


@dataclass(frozen=True, slots=True)
class SwapShots:
    """Two pictures change places."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class ReverseShots:
    """The last first."""


@dataclass(frozen=True, slots=True)
class ShuffleShots:
    """Another order."""


@dataclass(frozen=True, slots=True)
class RemoveShots:
    """Some pictures out."""

    picks: Picks


@dataclass(frozen=True, slots=True)
class InsertFresh:
    """What was just sent, into the video there is."""

    spot: Spot


@dataclass(frozen=True, slots=True)
class ReplaceShots:
    """What was just sent, in the place of some pictures."""

    picks: Picks


ShotEdit: TypeAlias = (
    MoveShots
    | SwapShots
    | ReverseShots
    | ShuffleShots
    | RemoveShots
    | InsertFresh
    | ReplaceShots
    | Repeat
    | SetFit
)
LengthEdit: TypeAlias = SetTotal | StretchTotal | SetShotLength | TrimStart | TrimEnd | TakePart
MotionEdit: TypeAlias = (
    SetMotion | SpreadMotions | StopMotion | FlipMotion | SetLoop | SetTransition
)
TitleEdit: TypeAlias = WriteTitle | StyleTitle | RemoveTitles
MusicEdit: TypeAlias = PlayMusic | TuneMusic | RemoveMusic
Edit: TypeAlias = ShotEdit | LengthEdit | MotionEdit | TitleEdit | MusicEdit | SetFrame
