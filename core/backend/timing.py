"""Every wait, limit and interval of the backend client, in one value.

The defaults are the documented ones; tests and the loopback studio pass their own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """All values in seconds unless the name says otherwise.

    Attributes:
        connect: For a connection to stand.
        answer: Between two reads of a plain answer.
        write: Between two writes of a request body.
        upload_answer: For the backend to look at what it was sent.
        stream_silence: Between two reads of an event stream. The agent's server writes no
            keep-alive of its own, so this is longer than ``heartbeat_limit``, which speaks first.
        rate_limit: After a 429 without ``Retry-After``.
        rate_limit_most: A longer ``Retry-After`` is not waited for but told.
        read_attempts: How often a read is asked in all (a number).
        read_first: The first pause between two attempts; it doubles.
        read_most: No such pause is longer.
        turn_limit: The whole of a turn.
        heartbeat_limit: Of nothing but heartbeats.
        still_working: Between two "still working" words.
        recover_first: After a cut stream, before the first read of the state.
        recover_next: Between the further reads.
        recover_reads: How many unchanged reads make a turn lost (a number).
        turn_poll: Between two looks at a turn the backend lists (studio extension).
        settle: Pauses before reading a state again that should have changed.
        second_stage: Pauses between reads of the state after a generation's first stage; none where
            a backend adds nothing by itself.
        baseline_gap: Between two reads of the state that must agree after a cancelled turn.
        baseline_limit: At most this long for them to agree.
        render_floor: No pause between two looks at a render is shorter. A backend that may be
            asked more often (the loopback studio) has a lower one.
        render_ceiling: None is longer, ``Retry-After`` apart.

        render_blind: How long every look may fail (network, 5xx) before the render is given up.
        transfer_attempts: How often a download is begun in all (a number).
        transfer_pause: Between two of them; it doubles.
    """

    connect: float = 10.0
    answer: float = 60.0
    write: float = 60.0
    upload_answer: float = 300.0
    stream_silence: float = 660.0
    rate_limit: float = 30.0
    rate_limit_most: float = 120.0
    read_attempts: int = 5
    read_first: float = 0.5
    read_most: float = 8.0
    turn_limit: float = 900.0
    heartbeat_limit: float = 600.0
    still_working: float = 120.0
    recover_first: float = 30.0
    recover_next: float = 60.0
    recover_reads: int = 5
    turn_poll: float = 1.0
    settle: tuple[float, ...] = (2.0, 4.0, 8.0)
    second_stage: tuple[float, ...] = (3.0, 5.0, 7.0, 10.0)
    baseline_gap: float = 5.0
    baseline_limit: float = 60.0
    render_floor: float = 2.0
    render_ceiling: float = 30.0
    render_blind: float = 120.0
    transfer_attempts: int = 4
    transfer_pause: float = 1.0
