"""The queue of turns: in order inside a chat, side by side across chats, one owner at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import LeaseLost
from core.store.owners import counted_for
from core.store.records import UNFINISHED, NewTurn, TurnRecord, TurnState, TurnStats
from core.store.tables import TURNS

_QUERY = select(
    TURNS.c.seq,
    TURNS.c.id,
    TURNS.c.chat,
    TURNS.c.author,
    TURNS.c.state,
    TURNS.c.phase,
    TURNS.c.body,
    TURNS.c.cause,
    TURNS.c.attempts,
    TURNS.c.not_before,
    TURNS.c.error,
    TURNS.c.created_at,
)
# what every step of every turn runs is built once
_ADD = insert(TURNS)
_GET = _QUERY.where(TURNS.c.id == bindparam("turn"))
_OWNED = update(TURNS).where(TURNS.c.id == bindparam("turn"), TURNS.c.lease == bindparam("owner"))


def _unfinished(table: Any) -> ColumnElement[bool]:  # noqa: ANN401 - TURNS or an alias of it
    return table.c.state.in_([state.value for state in UNFINISHED])


_earlier = TURNS.alias("earlier")
_FIRST = ~(
    select(_earlier.c.seq)
    .where(_earlier.c.chat == TURNS.c.chat, _earlier.c.seq < TURNS.c.seq, _unfinished(_earlier))
    .exists()
)
_CLAIM = (
    _QUERY.where(
        _unfinished(TURNS),
        # one that shall be stopped need not wait until it is its turn
        or_(_FIRST, TURNS.c.state == TurnState.CANCELLING.value),
        or_(TURNS.c.lease.is_(None), TURNS.c.lease_until < bindparam("now")),
        TURNS.c.not_before <= bindparam("now"),
    )
    .order_by(TURNS.c.seq)
    .limit(bindparam("most"))
)
_NEXT_DUE = select(func.min(TURNS.c.not_before)).where(
    _unfinished(TURNS), TURNS.c.lease.is_(None), TURNS.c.not_before > bindparam("after")
)
_OF_CHAT = _QUERY.where(
    TURNS.c.chat == bindparam("of"), TURNS.c.state.in_(bindparam("states", expanding=True))
).order_by(TURNS.c.seq)
_COUNT = select(func.count()).where(TURNS.c.chat == bindparam("of"), _unfinished(TURNS))


@dataclass(frozen=True, slots=True)
class TurnRecords:
    """The turns, inside one transaction."""

    connection: AsyncConnection

    async def add(self, turn: NewTurn, *, now: float) -> None:
        """Append to the chat's queue."""
        await self.connection.execute(
            _ADD,
            {
                **asdict(turn),
                "state": TurnState.QUEUED.value,
                "attempts": 0,
                "not_before": 0.0,
                "created_at": now,
            },
        )

    async def claim(self, owner: str, *, now: float, until: float, most: int) -> list[TurnRecord]:
        """Lease the oldest unfinished turn of each chat that is due and nobody works on."""
        rows = await self.connection.execute(_CLAIM, {"now": now, "most": most})
        found = [_record(row) for row in rows.mappings()]
        if found:
            await self.connection.execute(
                update(TURNS)
                .where(TURNS.c.seq.in_([turn.seq for turn in found]))
                .values(lease=owner, lease_until=until)
            )
        return found

    async def next_due(self, *, after: float) -> float | None:
        """When the next turn that was put off may be tried again; None when none was."""
        return (await self.connection.execute(_NEXT_DUE, {"after": after})).scalar()

    async def save(
        self, turn: str, owner: str, *, phase: str, body: str, progress: bool = True
    ) -> None:
        """Keep how far a turn is; with ``progress`` its earlier failures count no longer.

        Raises:
            LeaseLost: somebody else works on it by now.
        """
        anew = {"attempts": 0} if progress else {}
        await self._owned(turn, owner, phase=phase, body=body, **anew)

    async def retry_later(
        self,
        turn: str,
        owner: str,
        *,
        attempts: int,
        not_before: float,
        error: str,
        unless_cancelled: bool = False,
    ) -> None:
        """Give a turn back, to be tried again. Raises LeaseLost.

        ``unless_cancelled``: at once where it shall be stopped by now.
        """
        await self._owned(
            turn,
            owner,
            attempts=attempts,
            not_before=not_before,
            error=error,
            lease=None,
            lease_until=None,
        )
        if unless_cancelled:
            await self.connection.execute(
                update(TURNS)
                .where(TURNS.c.id == turn, TURNS.c.state == TurnState.CANCELLING.value)
                .values(not_before=0.0)
            )

    async def end(
        self,
        turn: str,
        owner: str,
        state: TurnState,
        *,
        now: float,
        body: str,
        error: str | None,
    ) -> None:
        """Take a turn out of the queue. Raises LeaseLost."""
        await self._owned(
            turn,
            owner,
            state=state.value,
            body=body,
            error=error,
            ended_at=now,
            lease=None,
            lease_until=None,
        )

    async def renew(self, owner: str, turns: Collection[str], *, until: float) -> None:
        """Keep those of ``turns`` that ``owner`` holds."""
        await self.connection.execute(
            update(TURNS)
            .where(TURNS.c.lease == owner, TURNS.c.id.in_(turns))
            .values(lease_until=until)
        )

    async def release(self, owner: str) -> None:
        """Give back all that ``owner`` works on."""
        await self.connection.execute(
            update(TURNS).where(TURNS.c.lease == owner).values(lease=None, lease_until=None)
        )

    async def release_all(self) -> None:
        """Forget the leases of processes that are gone; only for the one that holds the folder."""
        await self.connection.execute(
            update(TURNS).where(TURNS.c.lease.is_not(None)).values(lease=None, lease_until=None)
        )

    async def ask_to_cancel(self, turn: str) -> bool:
        """Mark a turn to be stopped; False when it has ended or is being stopped already."""
        changed = await self.connection.execute(
            update(TURNS)
            .where(TURNS.c.id == turn, TURNS.c.state == TurnState.QUEUED.value)
            .values(state=TurnState.CANCELLING.value, not_before=0.0)
        )
        return changed.rowcount == 1

    async def get(self, turn: str) -> TurnRecord | None:
        """The turn of that id."""
        row = (await self.connection.execute(_GET, {"turn": turn})).mappings().first()
        return None if row is None else _record(row)

    async def of_chat(
        self, chat: str, states: Collection[TurnState] = UNFINISHED
    ) -> list[TurnRecord]:
        """A chat's turns in those states, oldest first."""
        wanted = {"of": chat, "states": [state.value for state in states]}
        rows = await self.connection.execute(_OF_CHAT, wanted)
        return [_record(row) for row in rows.mappings()]

    async def counted_since(
        self,
        since: float,
        *,
        chat: str = "",
        author: str = "",
        first: str = "",
        blamed: Collection[str] = (),
    ) -> list[float]:
        """When the turns were asked for that count for a chat (with its threads) or an author.

        Oldest first. Not those that were cancelled in their ``first`` phase, nor those that failed,
        unless by an error that is ``blamed`` on who asked.
        """
        query = select(TURNS.c.created_at).where(
            TURNS.c.created_at > since,
            or_(TURNS.c.state != TurnState.CANCELLED.value, TURNS.c.phase != first),
            or_(TURNS.c.state != TurnState.FAILED.value, TURNS.c.error.in_(blamed)),
        )
        if chat:
            # ";" comes after ":"
            threads = and_(TURNS.c.chat >= f"{chat}:", TURNS.c.chat < f"{chat};")
            query = query.where(or_(TURNS.c.chat.in_((chat, counted_for(chat))), threads))
        if author:
            query = query.where(TURNS.c.author == author)
        query = query.order_by(TURNS.c.created_at)
        return list((await self.connection.execute(query)).scalars())

    async def rewrite(self, turn: str, body: str, *, phase: str) -> bool:
        """Change a turn that nobody has begun with, in its first ``phase``; False when it is."""
        changed = await self.connection.execute(
            update(TURNS)
            .where(
                TURNS.c.id == turn,
                TURNS.c.state == TurnState.QUEUED.value,
                TURNS.c.phase == phase,
                TURNS.c.lease.is_(None),
                TURNS.c.attempts == 0,
            )
            .values(body=body)
        )
        return changed.rowcount == 1

    async def put_body(self, turn: str, body: str) -> None:
        """Change what is known of a turn, whoever works on it."""
        await self.connection.execute(update(TURNS).where(TURNS.c.id == turn).values(body=body))

    async def unfinished(self) -> set[str]:
        """The ids of all turns that run or wait."""
        query = select(TURNS.c.id).where(_unfinished(TURNS))
        return set((await self.connection.execute(query)).scalars())

    async def count_unfinished(self, chat: str) -> int:
        """How many turns of a chat run or wait."""
        return (await self.connection.execute(_COUNT, {"of": chat})).scalar_one()

    async def stats(self, *, since: float) -> TurnStats:
        """How many turns run or wait now, and how those that began since then stand."""
        states = select(TURNS.c.state, func.count()).where(TURNS.c.created_at >= since)
        rows = await self.connection.execute(states.group_by(TURNS.c.state))
        counts = {TurnState(state): number for state, number in rows}
        unfinished = select(func.count()).where(_unfinished(TURNS))
        who = select(
            func.count(TURNS.c.chat.distinct()), func.count(TURNS.c.author.distinct())
        ).where(TURNS.c.created_at >= since)
        chats, authors = (await self.connection.execute(who)).one()
        return TurnStats(
            unfinished=(await self.connection.execute(unfinished)).scalar_one(),
            done=counts.get(TurnState.DONE, 0),
            failed=counts.get(TurnState.FAILED, 0),
            cancelled=counts.get(TurnState.CANCELLED, 0),
            chats=chats,
            authors=authors,
        )

    async def _owned(self, turn: str, owner: str, **values: object) -> None:
        changed = await self.connection.execute(_OWNED, {"turn": turn, "owner": owner, **values})
        if changed.rowcount != 1:
            raise LeaseLost(turn)


def _record(row: RowMapping) -> TurnRecord:
    values: dict[str, Any] = dict(row)
    values["state"] = TurnState(values["state"])
    return TurnRecord(**values)
