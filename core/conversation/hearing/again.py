"""What is made from a video that there is already, or from a turn that failed."""

from __future__ import annotations

import dataclasses
from contextlib import suppress

from core.conversation.backends import STUDIO
from core.conversation.hearing.greeting import ask_what
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.queueing import Request, queue
from core.conversation.hearing.requests import apart, new_project, tray_of, turn_of, unused
from core.conversation.hearing.story import (
    TIMELINE_MADE,
    Story,
    is_newest,
    story_of_delivery,
    story_of_turn,
    turn_by_id,
)
from core.conversation.hearing.tray import Picture, encode_picture
from core.conversation.hearing.whose import project_present, spoken_of
from core.conversation.projects import Project
from core.conversation.seam import MessageRef
from core.conversation.turn import Phase, Turn, TurnKind
from core.errors import MediaUnreadable
from core.store import Transaction, tray_owner

_NOTHING_THERE = (Phase.FETCH, Phase.UPLOAD)


async def export(occasion: Occasion, reply_to: MessageRef | None = None) -> None:
    """Render what the present project has."""
    present = await spoken_of(occasion, reply_to)
    if present.project is not None and present.begun:
        cause = occasion.heard.message.message
        await _queue(occasion, cause, turn_of(occasion, present.project, "", kind=TurnKind.EXPORT))
    elif waiting := await tray_of(occasion):
        await ask_what(occasion, len(waiting))
    else:
        await occasion.say(occasion.text("export-without-video"))


async def export_of(occasion: Occasion, turn_id: str, cause: str) -> None:
    """Render the project of a turn."""
    found = await _with_project(occasion, turn_id)
    if found is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    _, project = found
    made = turn_of(occasion, project, "", kind=TurnKind.EXPORT, parent=turn_id)
    await _queue(occasion, cause, made)


async def keep_all(occasion: Occasion, turn_id: str, cause: str) -> None:
    """Leave a two-stage generation as it is; one that was only told is rendered."""
    found = await _with_project(occasion, turn_id)
    if found is None:
        await occasion.say(occasion.text("button-outlived"))
    elif await story_of_delivery(occasion, turn_id) is not None:
        await occasion.say(occasion.text("all-kept"))
    else:
        turn, project = found
        made = turn_of(occasion, project, "", kind=TurnKind.EXPORT, parent=turn_id)
        await _queue(occasion, cause, dataclasses.replace(made, draft=turn.draft))


async def clip_only(occasion: Occasion, turn_id: str, cause: str) -> None:
    """Have what the backend added to a generation by itself taken out of the project again.

    Where that has gone on since, the clip of then is rendered, and nothing changed.
    """
    found = await _with_project(occasion, turn_id)
    if found is None or found[0].clip is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    turn, project = found
    if await is_newest(occasion, await story_of_turn(occasion, turn)):
        words = occasion.room.texts.for_locale(turn.language).format("request-clip-only")
        made = turn_of(occasion, project, words, parent=turn_id)
        made = dataclasses.replace(made, auto_export=True)
    else:
        made = turn_of(occasion, project, "", kind=TurnKind.EXPORT, parent=turn_id)
        made = dataclasses.replace(made, draft=turn.clip)
    await _queue(occasion, cause, made)


async def _with_project(occasion: Occasion, turn_id: str) -> tuple[Turn, Project] | None:
    """A turn of this chat and its project, where both are still kept."""
    turn = await turn_by_id(occasion, turn_id)
    if turn is None:
        return None
    project = (await project_present(occasion, turn.project)).project
    return None if project is None else (turn, project)


async def retry(occasion: Occasion, turn_id: str, cause: str) -> None:
    """Do a failed turn again, but nothing of it that succeeded."""
    turn = await turn_by_id(occasion, turn_id)
    if turn is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    present = await project_present(occasion, turn.project)
    if present.project is None:
        story = await story_of_turn(occasion, turn)
        await _anew(occasion, story, occasion.room.backends.default, cause, turn_id)
        return
    made = _again(occasion, turn, present.project)
    if not (present.begun or made.materials or made.links):
        materials, links = apart(await unused(occasion, turn.project))
        made = dataclasses.replace(made, materials=materials, links=links)
    await _queue(occasion, cause, made)


def _again(occasion: Occasion, turn: Turn, project: Project) -> Turn:
    if turn.kind is TurnKind.EXPORT or turn.phase in TIMELINE_MADE:
        made = turn_of(occasion, project, "", kind=TurnKind.EXPORT, parent=turn.id)
        return dataclasses.replace(
            made, draft=turn.draft, batch=turn.batch, answer=turn.answer, clip=turn.clip
        )
    there = turn.phase not in _NOTHING_THERE
    return turn_of(
        occasion,
        project,
        turn.text,
        materials=() if there else turn.materials,
        links=() if there else turn.links,
        batch=turn.batch,
        parent=turn.id,
    )


async def redo(occasion: Occasion, turn_id: str, cause: str) -> None:
    """Make a video once more from its pictures and words."""
    story = await story_of_delivery(occasion, turn_id)
    if story is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    await _anew(occasion, story, story.backend, cause, turn_id)


async def redo_latest(occasion: Occasion, reply_to: MessageRef | None) -> None:
    """The same for the video replied to, else the last one of the author."""
    key, person = occasion.key, occasion.person
    author = person if occasion.heard.shared else None

    async def look(tx: Transaction) -> str | None:
        if reply_to is not None:
            named = await tx.deliveries.by_message(key, reply_to.message)
            if named is not None:
                return named.turn
        latest = await tx.deliveries.latest(key, 1, author=author)
        return latest[0].turn if latest else None

    turn_id = await occasion.room.store.read(look)
    if turn_id is None:
        await occasion.say(occasion.text("ask-for-picture"))
    else:
        await redo(occasion, turn_id, occasion.heard.message.message)


async def remix(occasion: Occasion, turn_id: str) -> None:
    """Ask for a change; what the author says next is about this video."""
    story = await story_of_delivery(occasion, turn_id)
    if story is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    present = await project_present(occasion, story.project)
    if present.project is not None and await is_newest(occasion, story):
        occasion.point_at(story.project)
    else:
        _lay_out(occasion, story)
    await occasion.say(occasion.text("ask-for-change"))


def _lay_out(occasion: Occasion, story: Story) -> None:
    """The next words are about a new video that begins as this one did."""
    key, person, now = occasion.key, occasion.person, occasion.now
    name = occasion.heard.message.message
    pictures = [Picture(name, one) for one in story.materials]
    pictures += [Picture(name, link=link) for link in story.links]
    if pictures:
        pictures[0] = dataclasses.replace(pictures[0], caption=story.words)

    async def lay(tx: Transaction) -> None:
        await tx.tray.clear(key, person)
        for picture in pictures:
            laid = await tx.tray.add(key, person, encode_picture(picture), now=now)
            if picture.material is not None and picture.material.hash:
                with suppress(MediaUnreadable):  # gone by now, which is said when it is used
                    await tx.media.use(picture.material.hash, tray_owner(laid.seq))

    occasion.change(lay)
    occasion.point_at(None)


async def reshape(occasion: Occasion, turn_id: str, shape: str, cause: str) -> None:
    """Make a video in another format."""
    story = await story_of_delivery(occasion, turn_id)
    if story is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    speaker = occasion.room.texts.for_locale(story.language)
    words = speaker.format("request-format", shape=shape)
    present = await project_present(occasion, story.project)
    if present.project is not None and await is_newest(occasion, story):
        await _queue(occasion, cause, turn_of(occasion, present.project, words, parent=turn_id))
    else:
        together = "\n".join(part for part in (story.words, words) if part)
        await _anew(
            occasion, dataclasses.replace(story, words=together), story.backend, cause, turn_id
        )


async def to_the_studio(occasion: Occasion, turn_id: str, cause: str) -> None:
    """Make with the studio what the other backend did not; the chat stays there until /new."""
    turn = await turn_by_id(occasion, turn_id)
    if turn is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    await _anew(occasion, await story_of_turn(occasion, turn), STUDIO, cause, turn_id)


async def _anew(occasion: Occasion, story: Story, backend: str, cause: str, parent: str) -> None:
    if not (story.materials or story.links):
        await occasion.say(occasion.text("pictures-gone"))
        return
    project = new_project(occasion, story.language, backend)
    turn = turn_of(
        occasion,
        project,
        story.words,
        materials=story.materials,
        links=story.links,
        batch=story.batch,
        parent=parent,
    )
    if await queue(occasion, Request(cause, (turn,), (project,))):
        occasion.point_at(project.id)


async def _queue(occasion: Occasion, cause: str, turn: Turn) -> None:
    if await queue(occasion, Request(cause, (turn,))):
        occasion.point_at(turn.project)
