"""From what somebody sent to a session that has it: fetch and upload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.backend import Session, SessionState, UploadFile
from core.conversation.desk import Desk
from core.conversation.fetching import fetch, read_prompt, source_of
from core.conversation.material import Held, Material
from core.conversation.projects import Project
from core.conversation.stages import Checking, Connecting, Uploading
from core.conversation.turn import Phase, Turn
from core.prompts import find_prompt, parse_prompt


async def fetch_step(desk: Desk, turn: Turn) -> Turn:
    """Bring the files into the library, in a form that the backend takes."""
    turn = await _with_prompt(desk, turn)
    files: tuple[Held, ...] = ()
    for number, material in enumerate(turn.materials):
        desk.show(Checking(number, len(turn.materials)))
        files = (*files, await _held(desk, material, number))
    fetched = replace(turn, files=files, phase=Phase.UPLOAD)
    # from here on they are all that is left of what was sent, however long the upload waits
    await desk.keeper.save(fetched, uses={file.hash for file in files})
    return fetched


async def upload_step(desk: Desk, turn: Turn, *, entered: bool) -> Turn:
    """Have a session that holds the files, and its state before the agent sees the message.

    ``entered``: an earlier try may have uploaded some.
    """
    if desk.keeper.project.session is None:
        turn = await _begin(desk, turn)
        entered = False
    elif turn.parent is not None:  # that one may have come so far
        entered = True
    project, missing = desk.keeper.project, Missing(turn.files, turn.links)
    if entered and (turn.files or turn.links):
        missing = not_there(turn, project, await desk.backend.state(desk.session()))
    session = desk.session()
    if missing.files:
        await _upload(desk, session, missing.files)
    if missing.links:
        await desk.backend.upload_urls(session, missing.links)
    baseline = await _baseline(desk, project, session)
    project = replace(
        project,
        held=(*project.held, *turn.files),
        links=(*project.links, *turn.links),
        unsettled=False,
    )
    ready = replace(turn, baseline=baseline, phase=Phase.SEND)
    await desk.keeper.save(ready, project)
    return ready


async def _begin(desk: Desk, turn: Turn) -> Turn:
    """Have a session, known to the store before anything is put into it.

    What the project holds from a session that is gone becomes the turn's to upload again.
    """
    desk.show(Connecting())
    project = desk.keeper.project
    session = await desk.backend.create_session(project.language)
    there = {held.hash for held in project.held}
    added = tuple(file for file in turn.files if file.hash not in there)
    links = tuple(dict.fromkeys((*project.links, *turn.links)))
    turn = replace(turn, files=(*project.held, *added), links=links)
    begun = replace(project, session=session, held=(), links=(), unsettled=False)
    await desk.keeper.save(turn, begun, uses=[held.hash for held in turn.files])
    return turn


async def _baseline(desk: Desk, project: Project, session: Session) -> SessionState:
    if project.unsettled:
        return await desk.backend.steady_state(session)
    return await desk.backend.state(session)


async def _upload(desk: Desk, session: Session, files: Sequence[Held]) -> None:
    library = desk.room.library
    await desk.backend.upload(
        session,
        [UploadFile(library.path(file.hash), file.name, file.content_type) for file in files],
        lambda done, total: desk.show(Uploading(len(files), done, total)),
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """What a session does not have yet."""

    files: tuple[Held, ...] = ()
    links: tuple[str, ...] = ()


def not_there(turn: Turn, project: Project, state: SessionState) -> Missing:
    """What of a turn's material the backend lacks, beyond that of earlier turns.

    Files are told apart by their content, or by name where the backend says no more. Of links only
    the number of what came is known: they arrive together or not at all.
    """
    hashes = Counter(media.content_hash for media in state.media if media.content_hash)
    names = Counter(media.filename for media in state.media if not media.content_hash)
    for held in project.held:
        _take(held, hashes, names)
    files = tuple(file for file in turn.files if not _take(file, hashes, names))
    others = hashes.total() + names.total() - len(project.links)
    return Missing(files, () if others >= len(turn.links) else turn.links)


def _take(file: Held, hashes: Counter[str], names: Counter[str]) -> bool:
    for known, key in ((hashes, file.hash), (names, file.name)):
        if known[key] > 0:
            known[key] -= 1
            return True
    return False


async def _held(desk: Desk, material: Material, number: int) -> Held:
    """The file in the library, kept for this turn."""
    prepared = await fetch(desk, material, number)
    library = desk.room.library
    digest = material.hash
    if not digest or prepared.path != library.path(digest):
        digest = await library.put(prepared.path)
    return Held(digest, prepared.name, prepared.content_type, prepared.kind, prepared.size)


async def _with_prompt(desk: Desk, turn: Turn) -> Turn:
    """The turn with the JSON prompt of an attached ``.json`` file as its text.

    Raises:
        PromptError: it is none.
    """
    for material in turn.materials:
        if material.name.lower().endswith(".json"):
            text = await read_prompt(source_of(desk, material))
            parse_prompt(find_prompt(text))
            others = tuple(other for other in turn.materials if other is not material)
            return replace(turn, text=text, materials=others)
    return turn
