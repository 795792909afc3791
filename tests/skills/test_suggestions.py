"""What a skill suggests, the studio does: a tap on a button gives just what the button says."""

from dataclasses import dataclass

import pytest

from core.conversation.decisions import plan_batch
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

OTHERWISE: dict[str, tuple[Wanted, Wanted, Wanted]] = {
    "jogg-ai-image-to-video": (
        Wanted(),
        Wanted(seconds=10, transition="crossfade"),
        Wanted(aspect=(9, 16), bed="calm"),
    ),
    "image-to-video-joypix": (
        Wanted(seconds=10),
        Wanted(seconds=10, motions=("pan-right",)),
        Wanted(aspect=(1, 1), motions=("float",), bed="lofi"),
    ),
    "ai-image-to-video-maker": (
        Wanted(seconds=10, motions=("zoom-in",)),
        Wanted(seconds=8, motions=("pan-right",)),
        Wanted(seconds=15, bed="upbeat"),
    ),
    "image-to-video-json-prompt": (
        Wanted(seconds=5, motions=("zoom-in",)),
        Wanted(seconds=8, aspect=(9, 16), motions=("ken-burns",)),
        Wanted(seconds=8, motions=("zoom-in",)),
    ),
    "image-to-video-jiggle": (
        Wanted(motions=("jiggle", "bounce"), loop=True),
        Wanted(seconds=6, aspect=(1, 1), motions=("jiggle",)),
        Wanted(aspect=(9, 16), motions=("bounce",), loop=True),
    ),
}
"""With several pictures where the skill is at its best with one, or the reverse."""

each_suggestion = pytest.mark.parametrize(
    ("skill", "language", "pictures", "number"),
    [
        pytest.param(
            skill, language, pictures, number, id=f"{skill.name}-{language}-{pictures}-{number + 1}"
        )
        for skill in SKILLS.values()
        for language in ("en", "zh")
        for pictures in (1, 3)
        for number in range(3)
    ],
)


def answered(skill: Skill, language: str, text: str, pictures: int) -> Timeline:
    material = tuple(
        Material(f"m{number}", f"photo{number}.jpg", "image", 4000, 3000)
        for number in range(pictures)
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
def test_a_suggestion_goes_to_the_agent(
    skill: Skill, language: str, pictures: int, number: int
) -> None:
    suggested = skill.suggested(pictures)[language][number]
    assert intent_of(suggested, has_attachment=True) is Intent.EDIT
    assert not plan_batch(suggested, (), pictures).is_batch


@each_suggestion
def test_the_studio_does_what_a_suggestion_says(
    skill: Skill, language: str, pictures: int, number: int
) -> None:
    usual = skill.suggested(pictures) is skill.suggestions
    wanted = (WANTED if usual else OTHERWISE)[skill.name][number]
    timeline = answered(skill, language, skill.suggested(pictures)[language][number], pictures)
    assert len(timeline.shots) == pictures
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
