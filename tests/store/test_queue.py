"""The queue against a model of it: order inside a chat, one owner at a time, leases that end."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.errors import LeaseLost
from core.store import UNFINISHED, NewTurn, Store, Transaction, TurnState, open_store

CHATS = st.sampled_from(["web:1", "web:2", "web:3"])
OWNERS = st.sampled_from(["ann", "bob"])
LEASE_S = 10.0


@dataclass
class Modelled:
    id: str
    chat: str
    state: TurnState = TurnState.QUEUED
    lease: str | None = None
    until: float = 0.0
    not_before: float = 0.0
    attempts: int = 0
    body: str = "new"

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED


class Queue(RuleBasedStateMachine):
    """Each rule does the same to the store and to the model, and compares the answers."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.turns: list[Modelled] = []
        self.now = 100.0
        self.store: Store

    @initialize()
    def open(self) -> None:
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        opening = self.stack.enter_async_context(open_store(Path(folder) / "store.db"))
        self.store = self.runner.run(opening)

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()

    @rule(chat=CHATS)
    def add(self, chat: str) -> None:
        turn = Modelled(f"t{len(self.turns)}", chat)
        self.turns.append(turn)
        new = NewTurn(turn.id, chat, "somebody", "fetch", turn.body)
        self.runner.run(self.store.write(lambda tx: tx.turns.add(new, now=self.now)))

    @rule(owner=OWNERS, most=st.integers(1, 4))
    def claim(self, owner: str, most: int) -> None:
        until = self.now + LEASE_S
        claimed = self.runner.run(
            self.store.write(lambda tx: tx.turns.claim(owner, now=self.now, until=until, most=most))
        )
        expected = [turn for turn in self.turns if self.may_be_claimed(turn)][:most]
        assert [turn.id for turn in claimed] == [turn.id for turn in expected]
        assert [turn.body for turn in claimed] == [turn.body for turn in expected]
        for turn in expected:
            turn.lease, turn.until = owner, until

    def may_be_claimed(self, turn: Modelled) -> bool:
        before = self.turns[: self.turns.index(turn)]
        waits = any(other.chat == turn.chat and other.unfinished for other in before)
        its_turn = not waits or turn.state is TurnState.CANCELLING
        free = turn.lease is None or turn.until < self.now
        return turn.unfinished and its_turn and free and turn.not_before <= self.now

    @precondition(lambda self: self.turns)
    @rule(owner=OWNERS, which=st.integers(0, 99))
    def save(self, owner: str, which: int) -> None:
        turn, body = self.chosen(which), f"saved by {owner} at {self.now}"
        if self.allowed(
            turn, owner, lambda tx: tx.turns.save(turn.id, owner, phase="work", body=body)
        ):
            turn.body, turn.attempts = body, 0

    @precondition(lambda self: self.turns)
    @rule(owner=OWNERS, which=st.integers(0, 99), pause=st.floats(0, 20))
    def retry_later(self, owner: str, which: int, pause: float) -> None:
        turn, not_before = self.chosen(which), self.now + pause
        attempts = turn.attempts + 1
        if self.allowed(
            turn,
            owner,
            lambda tx: tx.turns.retry_later(
                turn.id, owner, attempts=attempts, not_before=not_before, error="Down"
            ),
        ):
            turn.lease, turn.not_before, turn.attempts = None, not_before, attempts

    @precondition(lambda self: self.turns)
    @rule(
        owner=OWNERS,
        which=st.integers(0, 99),
        state=st.sampled_from([TurnState.DONE, TurnState.FAILED, TurnState.CANCELLED]),
    )
    def end(self, owner: str, which: int, state: TurnState) -> None:
        turn = self.chosen(which)
        if self.allowed(
            turn,
            owner,
            lambda tx: tx.turns.end(turn.id, owner, state, now=self.now, body="ended", error=None),
        ):
            turn.state, turn.lease, turn.body = state, None, "ended"

    @precondition(lambda self: self.turns)
    @rule(which=st.integers(0, 99))
    def ask_to_cancel(self, which: int) -> None:
        turn = self.chosen(which)
        asked = self.runner.run(self.store.write(lambda tx: tx.turns.ask_to_cancel(turn.id)))
        assert asked == (turn.state is TurnState.QUEUED)
        if asked:
            turn.state, turn.not_before = TurnState.CANCELLING, 0.0

    @rule(owner=OWNERS)
    def release(self, owner: str) -> None:
        self.runner.run(self.store.write(lambda tx: tx.turns.release(owner)))
        for turn in self.turns:
            if turn.lease == owner:
                turn.lease = None

    @rule(seconds=st.floats(0.5, 15))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def is_as_modelled(self) -> None:
        if not hasattr(self, "store"):
            return

        async def read(tx: Transaction) -> None:
            for chat in {turn.chat for turn in self.turns}:
                stored = await tx.turns.of_chat(chat, list(TurnState))
                modelled = [turn for turn in self.turns if turn.chat == chat]
                assert [
                    (turn.id, turn.state, turn.body, turn.attempts, turn.not_before)
                    for turn in stored
                ] == [
                    (turn.id, turn.state, turn.body, turn.attempts, turn.not_before)
                    for turn in modelled
                ]
            assert await tx.turns.unfinished() == {
                turn.id for turn in self.turns if turn.unfinished
            }
            waiting = [
                turn.not_before
                for turn in self.turns
                if turn.unfinished and turn.lease is None and turn.not_before > self.now
            ]
            assert await tx.turns.next_due(after=self.now) == min(waiting, default=None)

        self.runner.run(self.store.read(read))

    def chosen(self, which: int) -> Modelled:
        return self.turns[which % len(self.turns)]

    def allowed(
        self, turn: Modelled, owner: str, work: Callable[[Transaction], Awaitable[None]]
    ) -> bool:
        """Whether the store let the owner do it, which it must when the owner has the lease."""
        try:
            self.runner.run(self.store.write(work))
        except LeaseLost:
            assert turn.lease != owner
            return False
        assert turn.lease == owner
        return True


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
