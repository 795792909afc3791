"""The headline request of each skill, and what each does where nobody says otherwise."""

from dataclasses import replace

import pytest

from core.skills import load_skills
from core.studio.agent import AgentInput, respond
from core.studio.timeline import Timeline
from tests.studio.agent.cases import ABC, PICTURES

JOGG = "jogg-ai-image-to-video"
JOYPIX = "image-to-video-joypix"
MAKER = "ai-image-to-video-maker"
JIGGLE = "image-to-video-jiggle"


def make(skill: str, text: str = "", pictures: int = 1) -> Timeline:
    material = ABC[:pictures] if pictures > 1 else (PICTURES["A"],)
    fresh = tuple(one.id for one in material)
    made = respond(AgentInput(text, None, material, fresh, skill=skill)).timeline
    assert made is not None
    return made


def test_jogg_makes_a_short_clip_in_1080p() -> None:
    made = make(JOGG, "convert this image into a short")
    assert (made.duration_ms, made.width, made.height) == (5000, 1920, 1080)
    assert made.shots[0].motion.type == "auto"


def test_joypix_makes_exactly_five_seconds() -> None:
    made = make(JOYPIX, "animate this image into a smooth 5-second video clip")
    assert made.duration_ms == 5000
    assert make(JOYPIX).duration_ms == 5000


def test_maker_makes_fifteen_seconds_with_transitions_of_three_pictures() -> None:
    for text in ("turn these images into a 15-second video with smooth transitions", ""):
        made = make(MAKER, text, pictures=3)
        assert made.duration_ms == 15_000
        entries = [shot.transition for shot in made.shots[1:]]
        assert [entry.type for entry in entries if entry] == ["crossfade", "crossfade"]


def test_maker_keeps_to_what_was_said() -> None:
    made = make(MAKER, "wipe transitions, 3 seconds each", pictures=3)
    assert made.duration_ms == 9000
    assert [shot.transition.type for shot in made.shots if shot.transition] == ["wipe", "wipe"]


def test_jiggle_jiggles_in_a_loop_unless_another_motion_is_named() -> None:
    for text in ("", "make a video of it", "square, 4 seconds"):
        made = make(JIGGLE, text)
        assert (made.shots[0].motion.type, made.loop) == ("jiggle", True)
    other = make(JIGGLE, "zoom in")
    assert (other.shots[0].motion.type, other.loop) == ("zoom-in", False)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", list(load_skills()))
def test_every_suggestion_of_every_skill_is_understood(name: str, language: str) -> None:
    skill = load_skills()[name]
    for text in (*skill.suggestions[language], skill.defaults.request[language]):
        turn = AgentInput(text, None, ABC, ("A", "B", "C"), language=language, skill=name)
        if text.lstrip().startswith("{"):
            continue
        outcome = respond(turn)
        assert outcome.changed
        assert "understand" not in outcome.reply
        assert "没看懂" not in outcome.reply
        assert "can't" not in outcome.reply
        assert "还不能" not in outcome.reply
        said = replace(turn, skill="")
        assert respond(said).timeline is not None


def test_an_unknown_skill_changes_nothing() -> None:
    assert make("no-such-skill") == make("")
