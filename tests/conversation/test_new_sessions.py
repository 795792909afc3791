"""A session that is gone is followed by a new one with what the project still holds."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.backend import MediaInfo, Session, SessionState
from core.conversation.material import Held
from core.conversation.projects import Project
from core.conversation.steps_material import Missing, not_there
from core.conversation.turn import Turn
from core.media import MediaKind
from core.store import TurnState
from tests.conversation.place import ANN, CHAT, GONE, Died, Place, a_place, draft
from tests.peers.cloud import Call, refusal


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    async with a_place(tmp_path) as made:
        yield made


async def refine(place: Place) -> None:
    """A project that had a video, and a second turn in it that only has words."""
    await place.add(place.turn())
    await place.run()
    await place.add(place.words("t2"))


@pytest.mark.parametrize(
    ("call", "calls_before"),
    [(Call.STATE, 0), (Call.RUN, 0), (Call.STATE, 1), (Call.SUBMIT, 0)],
)
async def test_wherever_it_is_found_gone_the_turn_goes_on_in_a_new_one(
    place: Place, call: Call, calls_before: int
) -> None:
    await refine(place)
    usual = place.cloud.scripts[call][0] if call in place.cloud.scripts else None
    place.next(call, *[usual] * calls_before if usual else [], GONE)
    await place.run()
    assert len(place.cloud.got(Call.SESSION)) == 2
    assert place.uploads == ["coffee.jpg", "coffee.jpg"]
    assert place.sends[-1] == "t2"
    assert place.cloud.got(Call.RUN)[-1].json["new_message"]["parts"][0]["text"] == "slower"
    assert len(place.surface.videos) == 2
    assert "reset" in place.surface.texts[-1]
    project = await place.project()
    assert [held.name for held in project.held] == ["coffee.jpg"]


@pytest.mark.parametrize("dies_at", range(1, 13))
async def test_a_crash_on_the_way_to_the_new_one_repeats_nothing(
    place: Place, dies_at: int
) -> None:
    await refine(place)
    place.forgotten.add("session-1")
    place.made = lambda _: draft("coffee.jpg", seconds=9)  # else the first video would do
    with pytest.raises(Died):
        await place.run(dies_at=dies_at)
    if (await place.row("t2")).state is TurnState.QUEUED:
        await place.run()
    accepted = [one.json["session_id"] for one in place.cloud.got(Call.RUN)]
    assert accepted.count("session-1") == 1
    assert len(accepted) == 2
    assert place.uploads == ["coffee.jpg", "coffee.jpg"]
    assert len(place.surface.videos) == 2


async def test_a_backend_that_forgets_every_session_is_given_up(place: Place) -> None:
    place.cloud.scripts[Call.RUN].clear()
    place.cloud.always(Call.RUN, GONE)
    await place.add(place.turn())
    await place.run()
    assert (await place.row()).error == "SessionGone"
    assert len(place.cloud.got(Call.SESSION)) == 3


async def test_an_export_of_a_forgotten_project_says_so(place: Place) -> None:
    await refine(place)
    await place.cancel()
    place.next(Call.STATE, GONE)
    await place.add(place.export("t3"))
    await place.run()
    assert (await place.row("t3")).error == "SessionGone"
    assert len(place.renders) == 1


async def test_after_it_the_next_words_begin_anew_with_what_is_held(place: Place) -> None:
    await refine(place)
    await place.cancel()
    place.forgotten.add("session-1")
    await place.add(place.export("t3"))
    await place.run()
    await place.add(place.export("t4"))
    await place.run()
    assert "nothing to export" in place.surface.texts[-1]
    await place.add(place.words("t5"))
    await place.run()
    assert place.uploads == ["coffee.jpg", "coffee.jpg"]
    assert [one.name for one in (await place.project()).held] == ["coffee.jpg"]
    assert len(place.surface.videos) == 2


async def test_a_new_session_that_did_not_get_all_is_none(place: Place) -> None:
    await refine(place)
    place.forgotten.add("session-1")
    place.next(Call.UPLOAD, refusal(4001, "file type"))
    await place.run()
    project = await place.project()
    assert project.session is None
    assert [one.name for one in project.held] == ["coffee.jpg"]
    await place.add(place.words("t3"))
    await place.run()
    assert place.uploads == ["coffee.jpg"] * 3
    assert [one.name for one in (await place.project()).held] == ["coffee.jpg"]


def held(name: str, digest: str) -> Held:
    return Held(digest, name, "image/jpeg", MediaKind.PICTURE, 1)


A, B = held("a.jpg", "a" * 64), held("b.jpg", "b" * 64)


def info(one: Held, *, hashed: bool = True) -> MediaInfo:
    return MediaInfo(one.name, content_hash=one.hash if hashed else None)


@pytest.mark.parametrize("hashed", [True, False])
@pytest.mark.parametrize(
    ("before", "there", "missing"),
    [
        ((), (), (A, B)),
        ((), (A,), (B,)),
        ((), (A, B), ()),
        ((A,), (A,), (A, B)),
        ((A,), (A, A), (B,)),
        ((A,), (A, A, B), ()),
        ((B,), (B, A), (B,)),
    ],
)
def test_what_came_before_the_crash_is_not_uploaded_again(
    before: tuple[Held, ...],
    there: tuple[Held, ...],
    missing: tuple[Held, ...],
    hashed: bool,
) -> None:
    project = Project("p1", str(CHAT), "test:1", "cloud", session=Session("s"), held=before)
    turn = Turn("t1", CHAT, ANN, files=(A, B))
    state = SessionState(media=tuple(info(one, hashed=hashed) for one in there))
    assert not_there(turn, project, state) == Missing(missing)


@pytest.mark.parametrize(("there", "missing"), [(1, True), (2, True), (3, False)])
def test_links_count_as_there_when_more_came_than_is_known(there: int, missing: bool) -> None:
    project = Project("p1", str(CHAT), "test:1", "cloud", held=(A,), links=("https://x/1.jpg",))
    turn = Turn("t1", CHAT, ANN, links=("https://x/2.jpg",))
    others = tuple(MediaInfo(f"{number}.jpg") for number in range(there - 1))
    state = SessionState(media=(info(A), *others))
    assert not_there(turn, project, state) == Missing((), turn.links if missing else ())
