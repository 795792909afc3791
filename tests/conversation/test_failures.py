"""What follows from each error: another try, a new session, or one clear message with buttons."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from core.conversation.backends import STUDIO
from core.conversation.failures import (
    Reader,
    Remedy,
    failure_reply,
    given_up,
    remedy,
    restarted,
)
from core.conversation.handling import Handler
from core.conversation.projects import Project
from core.conversation.seam import ActionKind, Author, ChatRef
from core.conversation.turn import Phase, Turn, TurnKind
from core.conversation.turn_rows import to_row
from core.errors import (
    BackendDown,
    BackendFull,
    BackendRefused,
    Cancelled,
    DeliveryFailed,
    DiskFull,
    LeaseLost,
    MediaUnreadable,
    MediaWorkerMissing,
    OutOfCredits,
    PlanBlocksExport,
    RateLimited,
    RenderFailed,
    RenderTimedOut,
    SessionGone,
    StillmotionError,
    StoreFull,
    StoreUnusable,
    TokenRejected,
    TransferFailed,
    TurnFailed,
    TurnLost,
    UnreadableAnswer,
)
from core.jobs import TryLater
from core.locales import load_texts
from core.store import TurnState
from tests.conversation.place import Hanging, Place, a_place, says
from tests.peers.cloud import Call, bare, events, page, refusal

TURN = Turn("t1", ChatRef("test", "1"), Author("1", "Ann"))
LATER, TELL, NEW = Remedy.LATER, Remedy.TELL, Remedy.NEW_SESSION


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    async with a_place(tmp_path) as made:
        yield made


def at(phase: Phase, **also: object) -> Turn:
    return Turn("t1", TURN.chat, TURN.author, phase=phase, **also)  # pyright: ignore[reportArgumentType] - a test's own keys


@pytest.mark.parametrize(
    ("error", "turn", "wanted"),
    [
        (BackendDown("no way", sent=False), at(Phase.UPLOAD), LATER),
        (BackendDown("no way", sent=False), at(Phase.SEND), LATER),
        (BackendDown("silent"), at(Phase.POLL), LATER),
        (RateLimited(), at(Phase.SEND), LATER),
        (TransferFailed(), at(Phase.DOWNLOAD), LATER),
        (UnreadableAnswer("?"), at(Phase.POLL), LATER),
        (UnreadableAnswer("?"), at(Phase.UPLOAD), TELL),
        (DeliveryFailed("busy", passing=True), at(Phase.DELIVER), LATER),
        (DeliveryFailed("forbidden"), at(Phase.DELIVER), TELL),
        (SessionGone(), at(Phase.UPLOAD), NEW),
        (SessionGone(), at(Phase.SEND), NEW),
        (SessionGone(), at(Phase.FOLLOW), NEW),
        (SessionGone(), at(Phase.REPORT), NEW),
        (SessionGone(), at(Phase.SUBMIT), NEW),
        (SessionGone(), at(Phase.POLL), TELL),
        (SessionGone(), at(Phase.SUBMIT, kind=TurnKind.EXPORT), TELL),
        (SessionGone(), at(Phase.UPLOAD, restarts=2), TELL),
        (OutOfCredits(), at(Phase.SEND), TELL),
        (PlanBlocksExport(), at(Phase.SUBMIT), TELL),
        (TurnLost(), at(Phase.FOLLOW), TELL),
        (TurnFailed(reason="no"), at(Phase.FOLLOW), TELL),
        (RenderFailed("no", reason="no"), at(Phase.POLL), TELL),
        (MediaUnreadable(name="x"), at(Phase.FETCH), TELL),
        (MediaWorkerMissing(), at(Phase.FETCH), LATER),
        (MediaWorkerMissing(), at(Phase.DOWNLOAD), LATER),
        (DiskFull(), at(Phase.DOWNLOAD), TELL),
        (StoreFull(), at(Phase.FOLLOW), LATER),
        (StoreUnusable("locked"), at(Phase.FOLLOW), LATER),
        (Cancelled(), at(Phase.POLL), TELL),
    ],
)
def test_every_error_has_its_remedy(error: StillmotionError, turn: Turn, wanted: Remedy) -> None:
    assert remedy(error, turn) is wanted


def test_a_turn_that_begins_anew_has_all_its_tries_and_time_to_render() -> None:
    late = at(Phase.SUBMIT, attempt=2, deadline=1.0, sent_at=1.0, answer="Done.")
    fresh, _ = restarted(late, Project("p1", "test:1", "test:1", "cloud"))
    assert fresh == at(Phase.UPLOAD, restarts=1)


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        (OutOfCredits(), [ActionKind.STUDIO]),
        (PlanBlocksExport(), [ActionKind.STUDIO]),
        (BackendDown("", sent=False), [ActionKind.RETRY, ActionKind.STUDIO]),
        (BackendFull(), [ActionKind.RETRY, ActionKind.STUDIO]),
        (TurnLost(), [ActionKind.RETRY]),
        (BackendRefused("no"), []),
        (MediaUnreadable(name="x"), []),
        (None, [ActionKind.RETRY]),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_failure_offers_what_may_help(
    error: StillmotionError | None, kinds: list[ActionKind], language: str
) -> None:
    speaker = load_texts().for_locale(language)
    reader = Reader(speaker, operator=False, web_url="https://web.example", studio=True)
    reply = failure_reply(error, TURN, reader)
    assert [button.action.kind for button in reply.buttons] == kinds
    assert all(button.action.subject == "t1" for button in reply.buttons)
    assert reply.final
    assert "http" not in reply.text
    without = Reader(speaker, operator=False, web_url=None, studio=False)
    left = failure_reply(error, TURN, without).buttons
    assert ActionKind.STUDIO not in [button.action.kind for button in left]


def test_the_studio_is_not_offered_instead_of_itself() -> None:
    turn = Turn("t1", TURN.chat, TURN.author, backend=STUDIO)
    reader = Reader(load_texts().for_locale("en"), operator=False, web_url=None, studio=True)
    kinds = [button.action.kind for button in failure_reply(BackendDown(""), turn, reader).buttons]
    assert kinds == [ActionKind.RETRY]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("BackendDown", BackendDown),
        ("TransferFailed", TransferFailed),
        ("MediaWorkerMissing", MediaWorkerMissing),
        ("KeyError", None),
        ("dataclass", None),
        ("", None),
    ],
)
def test_too_many_failures_are_told_by_their_name(
    reason: str, kind: type[StillmotionError] | None
) -> None:
    assert type(given_up(reason)) is (kind or type(None))


async def test_an_outage_before_the_message_was_sent_is_waited_out(place: Place) -> None:
    place.next(Call.SESSION, page(502))
    await place.add(place.turn())
    with pytest.raises(TryLater) as raised:
        await place.run()
    assert raised.value.reason == "BackendDown"
    assert "can't be reached" in place.surface.texts[-1]
    assert not place.surface.shown[-1][1].final
    await place.run()
    assert place.surface.videos
    assert place.surface.messages == 1


async def test_a_message_nobody_took_is_sent_later_and_counted(place: Place) -> None:
    place.next(Call.RUN, page(503))
    await place.add(place.turn())
    with pytest.raises(TryLater):
        await place.run()
    turn = await place.stored()
    assert turn.phase is Phase.SEND
    await place.run()
    assert place.surface.videos


async def test_a_message_refused_for_haste_is_sent_later(place: Place) -> None:
    place.listed = False
    place.next(Call.RUN, refusal(429, status=429), refusal(429, status=429))
    await place.add(place.turn())
    with pytest.raises(TryLater):
        await place.run()
    assert (await place.stored()).phase is Phase.SEND


async def test_intents_do_not_hide_how_often_a_step_failed(place: Place) -> None:
    await place.add(place.turn())
    for attempt in range(1, 4):
        place.next(Call.RUN, page(503))
        record, lease = await place.claim()
        with pytest.raises(TryLater):
            await Handler(place.room).run(record, lease)
        before = (await place.row()).attempts
        assert before == (0 if attempt == 1 else attempt - 1)
        await lease.retry_later(attempts=before + 1, not_before=0.0, error="BackendDown")


async def test_no_credits_end_in_one_message_that_offers_the_studio(place: Place) -> None:
    place.backends.can_offer_studio = True
    place.next(Call.RUN, refusal(2001))
    await place.add(place.turn())
    await place.run()
    _, last = place.surface.shown[-1]
    assert [button.action.kind for button in last.buttons] == [ActionKind.STUDIO]
    row = await place.row()
    assert (row.state, row.error) == (TurnState.FAILED, "OutOfCredits")
    assert place.surface.messages == 1


async def test_a_plan_without_exports_keeps_the_edit_for_the_next_try(place: Place) -> None:
    place.next(Call.SUBMIT, refusal(402, status=402))
    await place.add(place.turn())
    await place.run()
    turn = await place.stored()
    assert turn.phase is Phase.SUBMIT
    assert turn.draft is not None


async def test_an_unknown_outcome_is_one_message_with_retry_and_an_unsettled_project(
    place: Place,
) -> None:
    place.listed = False
    place.made = lambda _: None
    place.next(Call.RUN, page(502))
    place.cloud.always(Call.CANCEL_TURN, refusal(404, status=404))
    await place.add(place.turn())
    await place.run()
    _, last = place.surface.shown[-1]
    assert [button.action.kind for button in last.buttons] == [ActionKind.RETRY]
    assert len(place.sends) == 1
    assert (await place.row()).error == "TurnLost"
    assert (await place.project()).unsettled


async def test_a_balance_that_can_t_be_had_does_not_fail_the_edit(place: Place) -> None:
    place.next(Call.RUN, says("I added a zoom. Check your account billing."))
    place.cloud.always(Call.CREDITS, refusal(7, status=400))
    await place.add(place.turn())
    await place.run()
    assert place.surface.texts[-1].startswith("I added a zoom.\n\nTimeline")


async def test_an_export_that_is_given_up_is_stopped_at_the_backend(place: Place) -> None:
    place.cloud.scripts[Call.STATUS].clear()
    place.cloud.always(Call.STATUS, bare({"status": "processing", "progress": 10}))
    await place.add(place.turn())
    await place.run()
    assert (await place.row()).error == RenderTimedOut.__name__
    stopped = [one.path.split("/")[-2] for one in place.cloud.got(Call.CANCEL_RENDER)]
    assert stopped == place.renders != []


async def test_a_failed_turn_is_told_in_the_language_of_its_reader(place: Place) -> None:
    place.next(Call.RUN, events('{"errorCode": "X", "errorMessage": "模型出错"}'))
    await place.add(replace(place.turn(), interface="zh"))
    await place.run()
    assert "模型出错" in place.surface.texts[-1]
    assert place.surface.shown[-1][1].buttons[0].label == "🔁 重试"


async def test_a_turn_that_is_buried_says_so_once_with_retry(place: Place) -> None:
    await place.add(place.turn())
    record, lease = await place.claim()
    await Handler(place.room).bury(record, lease, "KeyError")
    _, last = place.surface.shown[-1]
    assert [button.action.kind for button in last.buttons] == [ActionKind.RETRY]
    assert last.final
    row = await place.row()
    assert (row.state, row.error) == (TurnState.FAILED, "KeyError")


async def test_what_is_buried_goes_on_nowhere(place: Place) -> None:
    hanging = Hanging()
    place.next(Call.STATUS, hanging)
    await place.add(place.turn())
    await place.cut_off(hanging.asked)
    record, lease = await place.claim()
    await Handler(place.room).bury(record, lease, "BackendDown")
    stopped = [one.path.split("/")[-2] for one in place.cloud.got(Call.CANCEL_RENDER)]
    assert stopped == place.renders != []


async def test_a_row_that_can_t_be_read_ends_and_holds_nobody_up(place: Place) -> None:
    turn = replace(to_row(place.turn()), body="{}")
    await place.store.write(lambda tx: tx.turns.add(turn, now=place.clock.now))
    await place.run()
    row = await place.row()
    assert (row.state, row.error) == (TurnState.FAILED, "Unreadable")
    assert "my fault" in place.surface.texts[-1]


async def test_a_turn_whose_place_is_not_set_up_waits_for_it(place: Place) -> None:
    await place.add(place.turn())
    elsewhere = replace(place.room, places={})
    record, lease = await place.claim()
    await Handler(elsewhere).run(record, lease)
    row = await place.row()
    assert (row.state, row.attempts) == (TurnState.QUEUED, 0)
    assert row.not_before > place.clock.now
    place.clock.now = row.not_before
    await place.run()
    assert place.surface.videos


async def test_a_trouble_that_is_no_outage_is_not_called_one(place: Place) -> None:
    place.surface.refusal = DeliveryFailed("busy", passing=True)
    await place.add(place.turn())
    with pytest.raises(TryLater):
        await place.run()
    _, last = place.surface.shown[-1]
    assert "video service" not in last.text
    assert [button.action.kind for button in last.buttons] == [ActionKind.CANCEL]


async def test_who_lost_the_lease_stops_and_touches_nothing(place: Place) -> None:
    await place.add(place.turn())
    record, lease = await place.claim()
    await place.claim()
    with pytest.raises(LeaseLost):
        await Handler(place.room).run(record, lease)
    assert not place.cloud.received
    assert not any(reply.final for _, reply in place.surface.shown)


@pytest.mark.parametrize("manages", [True, False])
@pytest.mark.parametrize("shared", [True, False])
async def test_links_to_the_account_are_for_an_operator_in_private(
    place: Place, manages: bool, shared: bool
) -> None:
    place.next(Call.RUN, refusal(2001))

    await place.add(replace(place.turn(), author=Author("1", "Ann", manages), shared=shared))
    await place.run()
    assert ("https://" in place.surface.texts[-1]) is (manages and not shared)


async def test_a_token_that_is_refused_is_no_passing_trouble(place: Place) -> None:
    place.cloud.always(Call.SESSION, refusal(1001, status=401))
    await place.add(place.turn())
    await place.run()
    assert (await place.row()).error == TokenRejected.__name__
