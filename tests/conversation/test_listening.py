import pytest

from core.backend import (
    Ended,
    Failed,
    Heartbeat,
    Reconnecting,
    StillWorking,
    Text,
    TextDelta,
    ToolActivity,
    ToolPhase,
    TurnEvent,
)
from core.conversation.listening import Listener, speaks_of_change
from core.errors import TurnFailed


def hear(*events: TurnEvent, streams_text: bool = True) -> Listener:
    listener = Listener(streams_text)
    for event in events:
        listener = listener.hear(event)
    return listener


def test_fragments_show_as_they_come_and_the_whole_replaces_them() -> None:
    assert hear(TextDelta("I ad"), TextDelta("ded")).stage.text == "I added"
    whole = hear(TextDelta("I ad"), Text("I added music."), Text("Done."), Ended())
    assert whole.answer == "I added music.\n\nDone."
    assert whole.stage.text == whole.answer


def test_a_place_that_does_not_stream_shows_whole_blocks_only() -> None:
    assert hear(TextDelta("I ad"), streams_text=False).stage.text == ""
    assert hear(TextDelta("I ad"), Text("I added."), streams_text=False).stage.text == "I added."


def test_an_editor_s_words_do_not_show_while_the_agent_works_either() -> None:
    said = Text("I added a warm title. Click the Export button to download your video.")
    assert hear(said).stage.text == "I added a warm title."


def test_a_tool_shows_until_something_else_happens() -> None:
    call = ToolActivity("add_music", ToolPhase.CALL)
    assert hear(call).stage.tool == "add_music"
    assert hear(call, ToolActivity("add_music", ToolPhase.RESULT)).stage.tool is None
    assert hear(call, TextDelta("so")).stage.tool is None


def test_silence_and_a_lost_stream_show_until_news_come() -> None:
    assert hear(StillWorking(120)).stage.quiet
    assert hear(StillWorking(120), Heartbeat()).stage.quiet
    assert not hear(StillWorking(120), TextDelta("so")).stage.quiet
    assert hear(Reconnecting(1)).stage.lost


def test_an_error_of_the_agent_ends_the_turn_with_its_reason() -> None:
    with pytest.raises(TurnFailed) as caught:
        hear(TextDelta("well"), Failed("the model is overloaded", "UNAVAILABLE"))
    assert caught.value.reason == "the model is overloaded"


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("I added a title.", True),
        ("Your clip is now 8 seconds long; changed as asked.", True),
        ("已经添加了标题。", True),
        ("What should the title say?", False),
        ("你想要什么颜色？", False),
    ],
)
def test_only_a_claim_of_a_change_is_worth_waiting_for(text: str, speaks: bool) -> None:
    assert speaks_of_change(text) is speaks


def test_of_a_long_answer_only_the_end_is_made_ready_to_be_shown() -> None:
    listener = Listener()
    for number in range(500):
        listener = listener.hear(TextDelta(f"I moved title {number}. "))
    assert listener.stage.text.endswith("I moved title 499.")
    assert len(listener.stage.text) <= 1200
