"""Several turns in a row: what was said before still holds."""

from dataclasses import dataclass, field, replace

import pytest

from core.studio.agent import AgentInput, AgentOutcome, Material, respond
from core.studio.timeline import Place, Timeline, TitleSize
from tests.studio.agent.cases import PICTURES, SONG


@dataclass
class Chat:
    """A session with the agent, as the studio's server keeps it."""

    turn: AgentInput = field(default_factory=lambda: AgentInput(""))

    def send(self, *files: Material) -> None:
        self.turn = replace(
            self.turn,
            material=(*self.turn.material, *files),
            fresh=(*self.turn.fresh, *(file.id for file in files)),
        )

    def say(self, text: str) -> AgentOutcome:
        outcome = respond(replace(self.turn, text=text))
        self.turn = replace(
            self.turn,
            timeline=outcome.timeline,
            past=outcome.past,
            future=outcome.future,
            fresh=(),
        )
        return outcome

    @property
    def timeline(self) -> Timeline:
        assert self.turn.timeline is not None
        return self.turn.timeline


def chat_with(names: str) -> Chat:
    chat = Chat()
    chat.send(*(PICTURES[name] for name in names))
    return chat


def test_a_video_is_refined_step_by_step() -> None:
    chat = chat_with("ABC")
    chat.say("turn these into a 15-second video with smooth transitions")
    chat.say("slower, and add music")
    chat.say('title "Rome" at the top')
    chat.say("make the title bigger and the music quieter")
    chat.say("make the second one zoom out")
    chat.say("9:16 please")
    made = chat.timeline
    assert made.duration_ms == 15_000
    assert [shot.motion.type for shot in made.shots] == ["auto", "zoom-out", "auto"]
    assert made.shots[0].motion.speed < 1
    assert made.titles[0].text == "Rome"
    assert (made.titles[0].place, made.titles[0].size) == (Place.TOP, TitleSize.LARGE)
    assert made.sounds[0].volume == pytest.approx(0.2)
    assert (made.width, made.height) == (1080, 1920)


def test_a_chinese_chat_is_refined_step_by_step() -> None:
    chat = chat_with("ABC")
    chat.say("把这些图片做成15秒的视频，带平滑转场")
    chat.say("第二张缩小，慢一点")
    chat.say("加标题“夏日”，红色")
    chat.say("标题放到上面")
    reply = chat.say("配舒缓的音乐，音量30%").reply
    made = chat.timeline
    assert made.shots[1].motion.type == "zoom-out"
    assert made.shots[1].motion.speed < 1
    assert made.shots[0].motion.speed == 1
    assert (made.titles[0].text, made.titles[0].place) == ("夏日", Place.TOP)
    assert made.sounds[0].volume == pytest.approx(0.3)
    assert "30%" in reply


def test_undo_and_redo_walk_through_all_changes() -> None:
    chat = chat_with("A")
    chat.say("zoom in, 5 seconds")
    first = chat.timeline
    chat.say("8 seconds")
    second = chat.timeline
    chat.say("add calm music")
    third = chat.timeline
    chat.say("undo")
    assert chat.timeline == second
    chat.say("undo")
    assert chat.timeline == first
    assert "nothing to undo" in chat.say("undo").reply
    chat.say("redo")
    chat.say("redo")
    assert chat.timeline == third
    assert "nothing to redo" in chat.say("redo").reply


def test_undo_goes_back_several_steps_at_once() -> None:
    chat = chat_with("A")
    chat.say("5 seconds")
    first = chat.timeline
    for seconds in (6, 7, 8):
        chat.say(f"{seconds} seconds")
    chat.say("undo 3 times")
    assert chat.timeline == first


def test_a_change_after_undo_forgets_what_was_undone() -> None:
    chat = chat_with("A")
    chat.say("5 seconds")
    chat.say("8 seconds")
    chat.say("undo")
    chat.say("6 seconds")
    assert "nothing to redo" in chat.say("redo").reply
    assert chat.timeline.duration_ms == 6000


def test_history_is_bounded() -> None:
    chat = chat_with("A")
    for number in range(70):
        chat.say(f"{5 + number % 2} seconds")
    assert len(chat.turn.past) == 50


def test_a_turn_that_changes_nothing_leaves_the_history_alone() -> None:
    chat = chat_with("A")
    chat.say("5 seconds")
    chat.say("8 seconds")
    past = chat.turn.past
    chat.say("what can you do?")
    chat.say("8 seconds")
    assert chat.turn.past == past


def test_undo_brings_the_video_before_a_new_one_back() -> None:
    chat = chat_with("AB")
    chat.say("10 seconds")
    before = chat.timeline
    chat.send(PICTURES["C"])
    chat.say("zoom out")
    assert [shot.media for shot in chat.timeline.shots] == ["C"]
    chat.say("undo")
    assert chat.timeline == before


def test_pictures_wait_until_something_can_be_done_with_them() -> None:
    chat = chat_with("A")
    assert not chat.say("make her smile").changed
    chat.say("ok, then zoom in")
    assert chat.timeline.shots[0].motion.type == "zoom-in"


def test_music_waits_for_a_picture() -> None:
    chat = Chat()
    chat.send(SONG)
    assert "music" in chat.say("use this").reply
    chat.send(PICTURES["A"])
    chat.say("zoom in with my music")
    assert chat.timeline.sounds[0].media == "S"


def test_an_added_picture_moves_and_enters_like_the_others() -> None:
    chat = chat_with("AB")
    chat.say("zoom out, slide transitions of 1 second, 3 seconds each")
    chat.send(PICTURES["C"])
    chat.say("add this one at the end")
    added = chat.timeline.shots[2]
    assert (added.media, added.duration_ms, added.motion.type) == ("C", 3000, "zoom-out")
    assert added.transition is not None
    assert (added.transition.type, added.transition.duration_ms) == ("slide", 1000)


def test_a_title_on_one_picture_goes_where_the_picture_goes() -> None:
    chat = chat_with("ABC")
    chat.say('on the first picture write "Start"')
    chat.say("move the first picture to the end")
    assert [shot.media for shot in chat.timeline.shots] == ["B", "C", "A"]
    title = chat.timeline.titles[0]
    assert (title.start_ms, title.duration_ms) == (8000, 4000)
    chat.say("remove the last picture")
    assert chat.timeline.titles == ()


def test_titles_and_music_follow_the_length() -> None:
    chat = chat_with("A")
    chat.say('5 seconds, title "Hi", calm music, text "End" for the last 2 seconds')
    chat.say("make it 12 seconds")
    hi, end = chat.timeline.titles
    assert (hi.start_ms, hi.duration_ms) == (0, 12_000)
    assert (end.start_ms, end.duration_ms) == (10_000, 2000)
    assert chat.timeline.sounds[0].duration_ms == 12_000


def test_portrait_pictures_get_an_upright_frame_and_square_ones_a_square() -> None:
    upright = Material("p", "p.jpg", "image", 900, 1600)
    square = Material("q", "q.jpg", "image", 1000, 1000)
    for files, size in (
        ((upright,), (1080, 1920)),
        ((square,), (1080, 1080)),
        ((upright, square), (1920, 1080)),
    ):
        chat = Chat()
        chat.send(*files)
        chat.say("")
        assert (chat.timeline.width, chat.timeline.height) == size


def test_a_clip_plays_as_long_as_it_is() -> None:
    chat = Chat()
    chat.send(PICTURES["A"], Material("v", "clip.mp4", "video", 1920, 1080, 7.5))
    chat.say("")
    assert [shot.duration_ms for shot in chat.timeline.shots] == [4000, 7500]
    assert chat.timeline.shots[1].motion.type == "none"
    chat.say("trim the first 5 seconds")
    assert [shot.clip_start_ms for shot in chat.timeline.shots] == [1000]


MOTIONS_AFTER = [
    (["make the second one zoom out", "the other one too"], ["zoom-out", "zoom-out"]),
    (["make the second one zoom out", "and the other one pans left"], ["pan-left", "zoom-out"]),
    (["make the second one zoom out", "no, the first"], ["zoom-out", "auto"]),
    (["make the second one zoom out", "sorry i meant the first one"], ["zoom-out", "auto"]),
    (["make the first one zoom out", "no, the other one"], ["auto", "zoom-out"]),
    (["zoom out", "except the last one"], ["zoom-out", "auto"]),
    (["make the second one zoom out", "no, the first", "undo"], ["auto", "auto"]),
    (["第二张缩小", "不对，是第一张"], ["zoom-out", "auto"]),
    (["第二张缩小", "不是第二张，是第一张"], ["zoom-out", "auto"]),
    (["第二张缩小", "另一张左移"], ["pan-left", "zoom-out"]),
    (["第二张缩小", "第一张也要"], ["zoom-out", "zoom-out"]),
]


@pytest.mark.parametrize(("texts", "motions"), MOTIONS_AFTER, ids=str)
def test_a_change_goes_to_other_pictures_when_they_are_named_afterwards(
    texts: list[str], motions: list[str]
) -> None:
    chat = chat_with("AB")
    for text in ["make a video", *texts]:
        chat.say(text)
    assert [shot.motion.type for shot in chat.timeline.shots] == motions


def test_another_picture_is_taken_out_or_shown_longer_instead() -> None:
    chat = chat_with("ABC")
    chat.say("make a video")
    chat.say("drop the second one")
    chat.say("no, the first")
    assert [shot.media for shot in chat.timeline.shots] == ["B", "C"]
    chat.say("bring it back")
    chat.say("show the second one for 6 seconds")
    chat.say("not that one, the last one")
    assert [shot.duration_ms for shot in chat.timeline.shots] == [4000, 4000, 6000]
