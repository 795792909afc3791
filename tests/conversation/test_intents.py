import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.conversation.hearing.choosing import skill_names
from core.conversation.intents import Intent, intent_of
from core.conversation.intents.grammar import Vocabulary, grammar_of
from core.conversation.intents.patterns import Compiler
from core.skills import load_skills

SENTENCES = Path(__file__).parent / "sentences"
LANGUAGES = ("en", "zh")


def labelled(name: str) -> list[tuple[str, Intent, bool]]:
    rows = tomllib.loads((SENTENCES / name).read_text(encoding="utf-8"))["sentence"]
    return [(row["text"], Intent(row["intent"]), row.get("attachment", False)) for row in rows]


@pytest.mark.parametrize(("text", "intent", "attachment"), labelled("intents.toml"))
def test_a_sentence_is_taken_in_its_sense(text: str, intent: Intent, attachment: bool) -> None:
    assert intent_of(text, has_attachment=attachment) is intent


@pytest.mark.parametrize(("text", "intent", "attachment"), labelled("intents_more.toml"))
def test_more_ways_to_say_it(text: str, intent: Intent, attachment: bool) -> None:
    assert intent_of(text, has_attachment=attachment) is intent


@pytest.mark.parametrize(("text", "intent", "attachment"), labelled("heldout.toml"))
def test_sentences_written_apart_from_the_rules(
    text: str, intent: Intent, attachment: bool
) -> None:
    assert intent_of(text, has_attachment=attachment) is intent


@pytest.mark.parametrize(("text", "intent", "attachment"), labelled("skills.toml"))
def test_a_skill_is_called_by_its_name(text: str, intent: Intent, attachment: bool) -> None:
    names = skill_names(tuple(load_skills().values()))
    assert intent_of(text, has_attachment=attachment, skills=names) is intent


COMMANDS = [
    (text, intent)
    for text, intent, attachment in labelled("intents.toml")
    if intent is not Intent.EDIT and not attachment and '"' not in text
]


def test_there_are_enough_labelled_sentences_of_every_intent() -> None:
    rows = labelled("intents.toml")
    assert len(rows) >= 150
    assert {intent for _, intent, _ in rows} == set(Intent)


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_case_width_marks_and_emoji_do_not_change_the_sense(text: str, intent: Intent) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c != "'" else c for c in text)
    for said in (text.upper(), f"  {text} 🙏🏽!!! ", f"{text}… 😀", wide):
        assert intent_of(said) is intent, said


@pytest.mark.parametrize(("text", "_intent"), COMMANDS)
def test_a_command_in_quotation_marks_is_content(text: str, _intent: Intent) -> None:
    assert intent_of(f'add the title "{text}" in white') is Intent.EDIT
    assert intent_of(f"加一个标题“{text}”") is Intent.EDIT


@pytest.mark.parametrize(("text", "_intent"), COMMANDS)
def test_a_change_beside_a_command_is_an_edit(text: str, _intent: Intent) -> None:
    assert intent_of(f"make the second photo blue. {text}") is Intent.EDIT
    assert intent_of(f"{text}\nzoom in slowly for five seconds") is Intent.EDIT
    assert intent_of(f"把第二张变成蓝色。{text}") is Intent.EDIT


@pytest.mark.parametrize(
    "text",
    [
        "export it", "download the video", "send me the video", "render it", "cancel it",
        "start over", "upload a photo", "redo it", "show me my credits", "show me the timeline",
    ],
)  # fmt: skip
def test_what_is_not_to_be_done_is_not_done(text: str) -> None:
    for no in ("don't", "do not", "please don't", "never", "I don't want you to", "No need to"):
        assert intent_of(f"{no} {text} yet") is Intent.EDIT, no


@pytest.mark.parametrize("text", ["导出", "下载视频", "取消", "重新开始", "上传照片", "导出视频"])
def test_what_is_not_to_be_done_is_not_done_in_chinese(text: str) -> None:
    for no in ("不要", "先别", "请先不要", "暂时不要", "现在还不要", "别急着"):
        assert intent_of(no + text) is Intent.EDIT, no


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("exprot the vidoe", Intent.EXPORT), ("donwload", Intent.EXPORT),
        ("exportt", Intent.EXPORT),
        ("stoooop", Intent.CANCEL), ("cancelll", Intent.CANCEL),
        ("i neeeed the file", Intent.EXPORT), ("hlep", Intent.HELP), ("histroy", Intent.HISTORY),
        ("statue", Intent.EDIT), ("expert", Intent.EDIT), ("stills", Intent.EDIT),
    ],
)  # fmt: skip
def test_a_slip_of_the_finger_is_forgiven_but_words_are_words(typed: str, intent: Intent) -> None:
    assert intent_of(typed) is intent


def test_a_later_command_decides_over_a_stop_before_it() -> None:
    assert intent_of("stop, start over") is Intent.NEW
    assert intent_of("help! how do I export?") is Intent.EXPORT
    assert intent_of("export it and show me my credits") is Intent.EXPORT


def test_a_file_turns_a_wish_for_the_video_into_a_video_of_the_file() -> None:
    for text in ("send me the video", "do it again", "show me the timeline", "把视频发给我"):
        assert intent_of(text, has_attachment=True) is Intent.EDIT
    for text in ("", "   ", "👍", "upload", "https://example.com/cat.jpg", "上传"):
        assert intent_of(text, has_attachment=True) is Intent.UPLOAD
    assert intent_of("", has_attachment=False) is Intent.EDIT


@settings(deadline=None, max_examples=200)
@given(text=st.text(max_size=600), attachment=st.booleans())
def test_any_text_at_all_has_an_intent(text: str, attachment: bool) -> None:
    assert isinstance(intent_of(text, has_attachment=attachment), Intent)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_jumble_of_the_vocabulary_has_an_intent(language: str, data: st.DataObject) -> None:
    words = sorted(grammar_of(language).words)
    jumble = data.draw(st.lists(st.sampled_from(words), max_size=40))
    separator = data.draw(st.sampled_from(["", " ", ", "]))
    assert isinstance(intent_of(separator.join(jumble)), Intent)


def vocabulary_of(language: str) -> Vocabulary:
    source = files("core.conversation.intents").joinpath(f"{language}.toml")
    return Vocabulary.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_vocabulary_has_frames_for_everything_and_no_class_in_vain(language: str) -> None:
    vocabulary = vocabulary_of(language)
    assert set(vocabulary.frames) == set(Intent) - {Intent.EDIT}
    rows = [
        *vocabulary.before, *vocabulary.after, *vocabulary.negations, *vocabulary.neutral,
        *(row for rows in vocabulary.frames.values() for row in rows),
        *(row for rows in vocabulary.words.values() for row in rows),
    ]  # fmt: skip
    assert [name for name in vocabulary.words if not any(f"<{name}>" in row for row in rows)] == []


@pytest.mark.parametrize("pattern", ["(a|b", "a|b", "a ** b", "?", "", "(|a)", "a)", "<a", "a>"])
def test_a_wrong_pattern_in_a_vocabulary_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        Compiler({}, spaced=True).any_of([pattern])


def test_patterns_mean_what_they_say() -> None:
    compiler = Compiler({"pet": ("cat", "big? dog")}, spaced=True)
    pattern = compiler.any_of(["(feed|walk the) <pet>+ <any>? please*"])

    def fits(text: str) -> bool:
        clause = "".join(f"{word} " for word in text.split())
        return len(clause) in pattern.ends(clause, frozenset({0}))

    assert fits("feed cat")
    assert fits("walk the big dog cat now please please")
    assert not fits("walk big dog")
    assert not fits("feed please now cat")
    assert not fits("feed now later")
