"""What was heard comes back from the inbox as it went in."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from core.conversation import (
    LONGEST_ACTION,
    Action,
    ActionKind,
    Asked,
    Attachment,
    AttachmentKind,
    Author,
    ChatRef,
    Command,
    Edited,
    Heard,
    Incoming,
    Left,
    MessageRef,
    Moved,
    Pressed,
    decode_action,
    encode_action,
)
from core.conversation.hearing.heard_rows import (
    chat_of,
    decode_heard,
    encode_heard,
    event_of,
)
from tests.peers.surface import RecordingSurface


class Stored:
    """A source that is nothing but its reference."""

    def __init__(self, reference: str) -> None:
        self.reference = reference

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stored) and other.reference == self.reference

    def __hash__(self) -> int:
        return hash(self.reference)

    open = RecordingSurface.resolve  # never called


TEXTS = st.text(max_size=40)
NAMES = st.text(min_size=1, max_size=12)
CHATS = st.builds(ChatRef, NAMES, NAMES, st.none() | NAMES)
AUTHORS = st.builds(Author, NAMES, TEXTS, st.booleans())
MESSAGES = st.builds(MessageRef, CHATS, NAMES)


@st.composite
def attachments(draw: st.DrawFn) -> Attachment:
    reference = draw(NAMES)
    return Attachment(
        draw(st.sampled_from(AttachmentKind)),
        draw(TEXTS),
        Stored(reference),  # pyright: ignore[reportArgumentType] - is never opened
        draw(st.none() | TEXTS),
        draw(st.none() | st.integers(0, 2**40)),
        reference,
        draw(TEXTS),
    )


FILES = st.lists(attachments(), max_size=3).map(tuple)
LOCALES = st.none() | st.sampled_from(["en", "zh-CN"])
INCOMING = st.builds(
    Incoming,
    chat=CHATS,
    author=AUTHORS,
    message=MESSAGES,
    text=TEXTS,
    attachments=FILES,
    links=st.lists(TEXTS, max_size=2).map(tuple),
    locale=LOCALES,
    reply_to=st.none() | MESSAGES,
    shared=st.booleans(),
)
ASKED = st.builds(
    Asked,
    chat=CHATS,
    author=AUTHORS,
    message=MESSAGES,
    command=st.sampled_from(Command),
    arguments=TEXTS,
    locale=LOCALES,
    attachments=FILES,
    reply_to=st.none() | MESSAGES,
    shared=st.booleans(),
)
ACTIONS = st.builds(Action, st.sampled_from(ActionKind), TEXTS, TEXTS)
PRESSED = st.builds(
    Pressed,
    chat=CHATS,
    author=AUTHORS,
    message=MESSAGES,
    action=ACTIONS,
    press=NAMES,
    locale=LOCALES,
    shared=st.booleans(),
)
HEARD = st.one_of(
    INCOMING,
    ASKED,
    PRESSED,
    st.builds(Edited, INCOMING, NAMES),
    st.builds(Left, CHATS),
    st.builds(Moved, CHATS, CHATS),
)


@settings(deadline=None, max_examples=200)
@given(HEARD)
def test_whatever_is_heard_comes_back_the_same(heard: Heard) -> None:
    assert decode_heard(encode_heard(heard), Stored) == heard  # pyright: ignore[reportArgumentType] - as above


@settings(deadline=None, max_examples=100)
@given(st.text() | HEARD.map(lambda heard: encode_heard(heard)[:-3]))
def test_what_is_nothing_heard_is_a_value_error_and_nothing_else(body: str) -> None:
    try:
        decode_heard(body, Stored)  # pyright: ignore[reportArgumentType] - as above
    except ValueError:
        return
    raise AssertionError(body)


CHAT = ChatRef("test", "1")
ANN = Author("1", "Ann")
ASK = MessageRef(CHAT, "7")


def test_a_message_is_one_event_and_each_press_and_each_change_of_it_another() -> None:
    said = Incoming(CHAT, ANN, ASK, "slower")
    action = Action(ActionKind.REDO, "t1")
    events = [
        event_of(said),
        event_of(Pressed(CHAT, ANN, ASK, action, "1")),
        event_of(Pressed(CHAT, ANN, ASK, action, "2")),
        event_of(Edited(Incoming(CHAT, ANN, ASK, "faster"))),
        event_of(Edited(Incoming(CHAT, ANN, ASK, "fastest"))),
        event_of(Edited(Incoming(CHAT, ANN, ASK, "fastest"), "2")),
        event_of(Moved(CHAT, ChatRef("test", "2"))),
    ]
    assert len(set(events)) == len(events)
    assert event_of(said) == event_of(Asked(CHAT, ANN, ASK, Command.HELP)) == "7"
    assert chat_of(Moved(CHAT, ChatRef("test", "2"))) == CHAT


@settings(deadline=None, max_examples=300)
@given(ACTIONS)
def test_a_button_comes_back_the_same_or_is_refused_when_it_is_made(action: Action) -> None:
    try:
        text = encode_action(action)
    except ValueError:
        too_long = len((action.subject + action.value).encode("utf-8", "replace")) > 60
        assert too_long or "|" in action.subject or not action_is_text(action)
        return
    assert len(text.encode()) <= LONGEST_ACTION
    assert decode_action(text) == action


def action_is_text(action: Action) -> bool:
    try:
        (action.subject + action.value).encode()
    except UnicodeEncodeError:
        return False
    return True


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=70))
def test_foreign_button_text_is_a_value_error_and_nothing_else(text: str) -> None:
    with suppress(ValueError):
        assert encode_action(decode_action(text)) == text


def test_every_kind_of_button_has_a_short_text_of_its_own() -> None:
    texts = {encode_action(Action(kind, "0123456789abcdef", "9:16")) for kind in ActionKind}
    assert len(texts) == len(ActionKind)


def test_half_a_surrogate_pair_is_no_reason_to_lose_the_rest() -> None:
    heard = decode_heard(encode_heard(Incoming(CHAT, ANN, ASK, "zoom \ud83d in")), Stored)  # pyright: ignore[reportArgumentType] - as above
    assert isinstance(heard, Incoming)
    assert heard.text == "zoom ? in"
