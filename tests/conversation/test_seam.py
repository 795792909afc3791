import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversation import ChatRef

names = st.text(min_size=1, max_size=40)


@given(names, names, st.none() | st.text(max_size=40))
def test_a_chat_reference_round_trips_through_one_string(
    platform: str, chat: str, thread: str | None
) -> None:
    chat_ref = ChatRef(platform, chat, thread)
    assert ChatRef.parse(str(chat_ref)) == chat_ref


@pytest.mark.parametrize("text", ["", "telegram", ":", "a:b:c:d", "telegram:"])
def test_what_is_no_chat_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a chat reference"):
        ChatRef.parse(text)
