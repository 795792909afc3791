"""What a skill suggests, the studio does: a tap on a button gives just what the button says."""

from dataclasses import dataclass

import pytest

from core.conversation.intents import Intent, intent_of
from core.skills import Skill, load_skills
from core.studio.agent import AgentInput, Material, respond
from core.studio.timeline import Timeline

SKILLS = load_skills()


@dataclass(frozen=True)
class Wanted:
    """What a suggestion promises; None where it leaves it to the studio."""

    seconds: float | None = None
    aspect: tuple[int, int] | None = None
    motions: tuple[str, ...] = ()
    transition: str | None = None
    bed: str | None = None
    loop: bool = False


WANTED: dict[str, tuple[Wanted, Wanted, Wanted]] = {
    "jogg-ai-image-to-video": (
        Wanted(),
        Wanted(seconds=5, motions=("zoom-in",)),
        Wanted(aspect=(9, 16), bed="calm"),
    ),
    "image-to-video-joypix": (
        Wanted(seconds=5),
        Wanted(seconds=5, motions=("pan-right",)),
        Wanted(aspect=(1, 1), motions=("float",), bed="lofi"),
    ),
    "ai-image-to-video-maker": (
        Wanted(seconds=15, transition="crossfade"),
        Wanted(seconds=12, transition="slide"),
        Wanted(seconds=20, bed="upbeat"),
    ),
    "image-to-video-json-prompt": (
        Wanted(seconds=5, motions=("zoom-in",)),
        Wanted(seconds=8, aspect=(9, 16), motions=("ken-burns",)),
        Wanted(seconds=12, transition="crossfade"),
    ),
    "image-to-video-jiggle": (
        Wanted(motions=("jiggle", "bounce"), loop=True),
        Wanted(seconds=4, aspect=(1, 1), motions=("jiggle",)),
        Wanted(aspect=(9, 16), motions=("bounce",), loop=True),
    ),
}

each_suggestion = pytest.mark.parametrize(
    ("skill", "language", "number"),
    [
        pytest.param(skill, language, number, id=f"{skill.name}-{language}-{number + 1}")
        for skill in SKILLS.values()
        for language in ("en", "zh")
        for number in range(3)
    ],
)


def answered(skill: Skill, language: str, text: str) -> Timeline:
    material = tuple(
        Material(f"m{number}", f"photo{number}.jpg", "image", 4000, 3000)
        for number in range(skill.defaults.pictures)
    )
    outcome = respond(
        AgentInput(
            text=text,
            timeline=None,
            material=material,
            fresh=tuple(each.id for each in material),
            past=(),
            future=(),
            language=language,
            skill=skill.name,
        )
    )
    assert outcome.changed
    assert outcome.timeline is not None
    return outcome.timeline


@each_suggestion
def test_a_suggestion_goes_to_the_agent(skill: Skill, language: str, number: int) -> None:
    assert intent_of(skill.suggestions[language][number], has_attachment=True) is Intent.EDIT


@each_suggestion
def test_the_studio_does_what_a_suggestion_says(skill: Skill, language: str, number: int) -> None:
    wanted = WANTED[skill.name][number]
    timeline = answered(skill, language, skill.suggestions[language][number])
    assert len(timeline.shots) == skill.defaults.pictures
    if wanted.seconds is not None:
        assert timeline.duration_ms == wanted.seconds * 1000
    if wanted.aspect is not None:
        across, down = wanted.aspect
        assert timeline.width * down == timeline.height * across
    if wanted.motions:
        assert {shot.motion.type for shot in timeline.shots} <= set(wanted.motions)
    if wanted.transition is not None:
        transitions = [shot.transition for shot in timeline.shots[1:]]
        assert transitions
        assert {each.type for each in transitions if each} == {wanted.transition}
    assert [sound.bed for sound in timeline.sounds] == ([wanted.bed] if wanted.bed else [])
    assert timeline.loop or not wanted.loop
