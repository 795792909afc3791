"""What a skill is made of."""

from __future__ import annotations

from typing import Annotated, Final, Generic, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, field_validator

DEFAULT_LANGUAGE: Final = "en"

Said = TypeVar("Said")
LanguageTag: TypeAlias = Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language as in ``core.locales``: ``en``, ``zh``."""


def _two_lines(text: str) -> str:
    lines = text.splitlines()
    if len(lines) != 2 or not all(line.strip() for line in lines):
        raise ValueError("needs exactly two lines")
    return text


def _distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(texts)) < len(texts):
        raise ValueError("needs three different ones")
    return texts


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class InLanguages(RootModel[dict[LanguageTag, Said]], Generic[Said]):
    """Something said in several languages; English where a language is missing."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    @field_validator("root")
    @classmethod
    def _has_default(cls, root: dict[str, Said]) -> dict[str, Said]:
        if DEFAULT_LANGUAGE not in root:
            raise ValueError(f"needs {DEFAULT_LANGUAGE}, to which other languages fall back")
        return root

    def __getitem__(self, language: str) -> Said:
        return self.root.get(language, self.root[DEFAULT_LANGUAGE])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is said."""
        return tuple(sorted(self.root))


Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\r\n]+$")]
Label: TypeAlias = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\r\n]+$")]
TwoLines: TypeAlias = Annotated[str, AfterValidator(_two_lines)]
ThreeLabels: TypeAlias = Annotated[
    tuple[Label, ...], Field(min_length=3, max_length=3), AfterValidator(_distinct)
]


class Defaults(_Part):
    """How the skill works where nobody says otherwise."""

    request: InLanguages[Label]
    """What it does with pictures that come without words."""
    pictures: Annotated[int, Field(ge=1, le=50)]
    """How many pictures it is at its best with."""


class Skill(_Part):
    """A named way of using the backend."""

    name: Annotated[str, Field(max_length=64, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Its value of ``X-Skill-Source``; the name of its file."""
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    """Its value of ``X-Skill-Version``."""
    title: InLanguages[Label]
    """What people know it by."""
    description: InLanguages[Line]
    """One line on what it is for."""
    greeting: InLanguages[TwoLines]
    """Two lines that say it is ready."""
    suggestions: InLanguages[ThreeLabels]
    """Three requests to try: button labels, and sent as they are when tapped."""
    otherwise: InLanguages[ThreeLabels] | None = None
    """Three for several pictures where the skill is at its best with one, or the reverse."""
    tip: InLanguages[Line]
    """One line on what makes its results better."""
    defaults: Defaults

    def suggested(self, pictures: int) -> InLanguages[ThreeLabels]:
        """The requests that suit so many pictures; 0: none is there yet."""
        if self.otherwise is None or not pictures:
            return self.suggestions
        fits = (pictures == 1) == (self.defaults.pictures == 1)
        return self.suggestions if fits else self.otherwise
