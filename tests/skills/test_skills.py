"""The skills are data: five are shipped, and a sixth is a file."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from core.locales import load_texts
from core.prompts import find_prompt, parse_prompt
from core.skills import Skill, Skills, SkillsInvalid, load_skills

SKILLS = load_skills()
LANGUAGES = load_texts().languages

NAMES = (
    "ai-image-to-video-maker",
    "image-to-video-jiggle",
    "image-to-video-joypix",
    "image-to-video-json-prompt",
    "jogg-ai-image-to-video",
)

SIXTH = """
version = "2.1.0"
[title]
en = "Slow pan"
[description]
en = "A slow pan over a wide picture."
[greeting]
en = "Ready for wide pictures!\\nSend one and see."
[suggestions]
en = ["Pan left", "Pan right", "Pan up"]
[tip]
en = "Panoramas work best."
[defaults]
pictures = 1
[defaults.request]
en = "Pan left"
"""

each_skill = pytest.mark.parametrize("skill", SKILLS.values(), ids=lambda skill: skill.name)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SkillsInvalid) as caught:
        load_skills(folder)
    return caught.value.problems


def test_the_five_are_shipped() -> None:
    assert tuple(SKILLS) == NAMES
    assert {skill.version for skill in SKILLS.values()} == {"1.0.0"}
    assert all(name == skill.name for name, skill in SKILLS.items())


@each_skill
def test_every_text_is_there_in_every_language(skill: Skill) -> None:
    for said in (
        skill.title,
        skill.description,
        skill.greeting,
        skill.suggestions,
        skill.tip,
        skill.defaults.request,
    ):
        assert said.languages == LANGUAGES


@each_skill
@each_language
def test_a_skill_greets_in_two_lines_and_suggests_three_things(skill: Skill, language: str) -> None:
    assert len(skill.greeting[language].splitlines()) == 2
    assert len(set(skill.suggestions[language])) == 3
    assert skill.defaults.request[language] in skill.suggestions[language]


@each_skill
@each_language
def test_the_greeting_says_that_it_is_ready(skill: Skill, language: str) -> None:
    said = {"en": r"(?i)\bready\b|all set", "zh": "准备好|就绪|准备开抖|可以发来"}[language]
    assert re.search(said, skill.greeting[language])


@each_skill
def test_chinese_is_chinese_and_english_is_english(skill: Skill) -> None:
    han = re.compile(r"[\u3400-\u9fff]")
    for said in (skill.title, skill.description, skill.greeting, skill.tip):
        assert han.search(said["zh"])
        assert not han.search(said["en"])


@each_language
def test_no_two_skills_say_the_same(language: str) -> None:
    for texts in (
        [skill.title[language] for skill in SKILLS.values()],
        [skill.description[language] for skill in SKILLS.values()],
        [skill.greeting[language] for skill in SKILLS.values()],
        [skill.tip[language] for skill in SKILLS.values()],
    ):
        assert len(set(texts)) == len(SKILLS)


@each_skill
@each_language
def test_a_suggested_json_prompt_is_in_order(skill: Skill, language: str) -> None:
    found = [find_prompt(suggestion) for suggestion in skill.suggestions[language]]
    prompts = [parse_prompt(source) for source in found if source is not None]
    assert len(prompts) == (2 if skill.name == "image-to-video-json-prompt" else 0)


def test_a_sixth_skill_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "slow-pan.toml").write_text(SIXTH)
    skill = load_skills(tmp_path)["slow-pan"]
    assert (skill.name, skill.version) == ("slow-pan", "2.1.0")
    assert skill.suggestions["en"] == ("Pan left", "Pan right", "Pan up")


def test_a_language_that_a_skill_lacks_is_english(tmp_path: Path) -> None:
    (tmp_path / "slow-pan.toml").write_text(SIXTH)
    skill = load_skills(tmp_path)["slow-pan"]
    assert skill.title["zh"] == "Slow pan"
    assert skill.suggestions["fr"] == skill.suggestions["en"]


def test_hidden_skills_are_not_offered_but_there() -> None:
    offered = SKILLS.visible({"image-to-video-jiggle", "no-such-skill"})
    assert [skill.name for skill in offered] == [n for n in NAMES if n != "image-to-video-jiggle"]
    assert "image-to-video-jiggle" in SKILLS
    assert len(SKILLS.visible()) == 5


def test_the_order_does_not_depend_on_the_files() -> None:
    assert tuple(Skills(tuple(SKILLS.values())[::-1])) == NAMES


def test_a_skill_can_not_be_changed() -> None:
    with pytest.raises(ValidationError):
        SKILLS[NAMES[0]].version = "9.9.9"  # pyright: ignore[reportAttributeAccessIssue] - the point


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('version = "2.1.0"', 'version = "2.1"', "slow-pan.toml: version: "),
        ('version = "2.1.0"', "version = 2", "slow-pan.toml: version: "),
        ('version = "2.1.0"', "", "slow-pan.toml: version: Field required"),
        ('version = "2.1.0"', 'version = "2.1.0"\nname = "x"', "slow-pan.toml: name: "),
        ('version = "2.1.0"', 'version = "2.1.0"\nicon = "x"', "slow-pan.toml: icon: Extra"),
        ('en = "Slow pan"', 'zh = "慢移"', "slow-pan.toml: title: "),
        ('en = "Slow pan"', 'en = ""', "slow-pan.toml: title.en: "),
        ('en = "Slow pan"', f'en = "{"x" * 61}"', "slow-pan.toml: title.en: "),
        ('en = "Slow pan"', 'en = "Slow pan"\nENGLISH = "x"', "slow-pan.toml: title.ENGLISH"),
        ('en = "Panoramas work best."', 'en = "a\\nb"', "slow-pan.toml: tip.en: "),
        ("Ready for wide pictures!\\n", "", "slow-pan.toml: greeting.en: "),
        ('"Pan right", ', "", "slow-pan.toml: suggestions.en: "),
        ('"Pan right", ', '"Pan up", ', "slow-pan.toml: suggestions.en: "),
        ("pictures = 1", "pictures = 0", "slow-pan.toml: defaults.pictures: "),
        ("[title]", "[title", "slow-pan.toml: "),
    ],
)
def test_a_mistake_is_told_by_file_and_key(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert old in SIXTH
    (tmp_path / "slow-pan.toml").write_text(SIXTH.replace(old, new), encoding="utf-8")
    (problem,) = problems(tmp_path)
    assert problem.startswith(where)


def test_a_files_name_must_be_able_to_go_into_a_header(tmp_path: Path) -> None:
    (tmp_path / "Slow Pan.toml").write_text(SIXTH)
    (problem,) = problems(tmp_path)
    assert problem.startswith("Slow Pan.toml: name: ")


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SIXTH.replace("2.1.0", "x").replace("Panoramas", "P\\n"))
    (tmp_path / "b.toml").write_bytes(b"\xff")
    (tmp_path / "c.toml").write_text(SIXTH)
    found = problems(tmp_path)
    assert [problem.split(": ")[:2] for problem in found] == [
        ["a.toml", "version"],
        ["a.toml", "tip.en"],
        ["b.toml", "not UTF-8"],
    ]
    with pytest.raises(SkillsInvalid, match=r"a\.toml: version.*\n.*a\.toml: tip\.en.*\n.*b\.toml"):
        load_skills(tmp_path)
