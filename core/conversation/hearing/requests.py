"""What somebody wants a video to be: new or more of one, of one picture or several."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from core.conversation.decisions import plan_batch, starts_new
from core.conversation.hearing.limits import FILE_ERRORS
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.queueing import Request, queue
from core.conversation.hearing.tray import MOST, Picture, decode_picture, encode_picture
from core.conversation.hearing.whose import Present
from core.conversation.language import session_language
from core.conversation.material import BatchPlace, Material
from core.conversation.projects import Project
from core.conversation.seam import AttachmentKind, MessageRef
from core.conversation.turn import Turn, TurnKind
from core.conversation.turn_rows import from_row
from core.store import Transaction, TurnState


@dataclass(frozen=True, slots=True)
class Wish:
    """Words and files. ``is_prompt``: the words are a document, not speech."""

    cause: str
    words: str
    pictures: tuple[Picture, ...] = ()
    is_prompt: bool = False


async def request(occasion: Occasion, wish: Wish, present: Present) -> bool:
    """Have it done, with what waits in the author's tray; False where it can't be, and was said."""
    waiting = await tray_of(occasion)
    pictures = (*waiting, *wish.pictures)
    seen = any(not _accompanies(one) for one in pictures)
    if not (seen or present.begun) and present.project is not None:
        pictures = (*await unused(occasion, present.project.id), *pictures)
        seen = any(not _accompanies(one) for one in pictures)
    new = starts_new(wish.words, has_pictures=seen, has_timeline=present.begun)
    if new and not seen:
        if wish.pictures:
            keep(occasion, wish.pictures)
        await occasion.say(occasion.text("ask-for-picture"))
        return False
    if new:
        made = _new(occasion, wish, pictures, present)
    else:
        made = _more(occasion, wish, pictures, present.project)
    if not await queue(occasion, made, kept=_kept(occasion, waiting, wish.pictures)):
        if len(waiting) + len(wish.pictures) <= MOST:
            keep(occasion, wish.pictures)
        return False
    if waiting:
        key, person = occasion.key, occasion.person
        occasion.change(lambda tx: tx.tray.clear(key, person))
    occasion.point_at(made.turns[-1].project)
    occasion.choose(greeted=True)  # who knows what to ask for needs no greeting
    return True


async def refuse(occasion: Occasion, why: str, pictures: tuple[Picture, ...]) -> None:
    """Say why something is not done; the files that came with it wait in the tray."""
    waiting = await tray_of(occasion)
    if len(waiting) + len(pictures) <= MOST:
        keep(occasion, pictures)
    kept = _kept(occasion, waiting, pictures) if pictures else ""
    await occasion.say("\n".join(part for part in (why, kept) if part))


def _kept(occasion: Occasion, waiting: Sequence[Picture], more: Sequence[Picture]) -> str:
    count = len(waiting) + len(more)
    if count > MOST:
        return occasion.text("tray-full", count=MOST)
    return occasion.text("files-kept") if count else ""


async def unused(occasion: Occasion, project: str) -> tuple[Picture, ...]:
    """What came with turns of a project that ended before any of it was uploaded.

    Neither files that could not be used, nor documents: they were wrong, or done with.
    """
    ended = (TurnState.CANCELLED, TurnState.FAILED)
    key, message = occasion.key, occasion.heard.message.message
    records = await occasion.room.store.read(lambda tx: tx.turns.of_chat(key, ended))
    turns = [from_row(one) for one in records if one.error not in FILE_ERRORS]
    mine = [turn for turn in turns if turn.project == project]
    files = dict.fromkeys(material for turn in mine for material in turn.materials)
    links = dict.fromkeys(link for turn in mine for link in turn.links)
    pictures = (
        *(Picture(message, material) for material in files),
        *(Picture(message, link=link) for link in links),
    )
    return tuple(one for one in pictures if not is_prompt_file(one))


async def tray_of(occasion: Occasion) -> tuple[Picture, ...]:
    """What the author sent without words."""
    if occasion.emptied:
        return ()
    key, person = occasion.key, occasion.person
    records = await occasion.room.store.read(lambda tx: tx.tray.of(key, person))
    return tuple(decode_picture(record) for record in records)


def keep(
    occasion: Occasion, pictures: tuple[Picture, ...], asked: MessageRef | None = None
) -> None:
    """Lay them into the author's tray, where their message's are not in it yet."""
    message = occasion.heard.message.message
    key, person, now = occasion.key, occasion.person, occasion.now

    async def store(tx: Transaction) -> None:
        known = [decode_picture(one).message for one in await tx.tray.of(key, person)]
        if message not in known:
            for one in pictures:
                body = encode_picture(dataclasses.replace(one, asked=asked))
                await tx.tray.add(key, person, body, now=now)

    occasion.change(store)


def new_project(occasion: Occasion, language: str, backend: str) -> Project:
    """One that has nothing yet."""
    return Project(
        id=occasion.room.new_id(),
        chat=occasion.key,
        author=occasion.person,
        backend=backend,
        language=language,
        skill=occasion.skill.name,
    )


def turn_of(
    occasion: Occasion,
    project: Project,
    text: str,
    *,
    materials: tuple[Material, ...] = (),
    links: tuple[str, ...] = (),
    batch: BatchPlace | None = None,
    parent: str | None = None,
    kind: TurnKind = TurnKind.EDIT,
) -> Turn:
    """A turn in a project, asked for by what was just heard."""
    return Turn(
        id=occasion.room.new_id(),
        chat=occasion.chat,
        author=occasion.author,
        text=text,
        language=project.language,
        interface=occasion.interface,
        message=occasion.heard.message,
        shared=occasion.heard.shared,
        skill=occasion.skill.name,
        backend=project.backend,
        project=project.id,
        kind=kind,
        auto_export=occasion.choices.auto_export,
        asked_at=occasion.now,
        materials=materials,
        links=links,
        batch=batch,
        parent=parent,
    )


def _more(
    occasion: Occasion, wish: Wish, pictures: Sequence[Picture], project: Project | None
) -> Request:
    if project is None:
        raise RuntimeError("what has begun has a project")
    materials, links = apart(pictures)
    turn = turn_of(occasion, project, wish.words, materials=materials, links=links)
    return Request(wish.cause, (turn,))


def _new(occasion: Occasion, wish: Wish, pictures: Sequence[Picture], present: Present) -> Request:
    singles = _singles(wish.words, pictures)
    before = present.project
    backend = occasion.room.backends.default if before is None else before.backend
    spoken = "" if wish.is_prompt else "\n".join(words for words, _ in singles)
    language = session_language(spoken, occasion.speaker.language)
    turns: list[Turn] = []
    projects: list[Project] = []
    for number, (words, own) in enumerate(singles, 1):
        project = None
        if number == 1 and before is not None and not present.begun:
            project = _prepared(before, language, occasion.skill.name)
        if project is None:
            project = new_project(occasion, language, backend)
            projects.append(project)
        materials, links = apart(own)
        place = None
        if len(singles) > 1:
            place = BatchPlace(number, len(singles), _name(own[0]))
        turns.append(
            turn_of(occasion, project, words, materials=materials, links=links, batch=place)
        )
    return Request(wish.cause, tuple(turns), tuple(projects))


def _prepared(present: Project, language: str, skill: str) -> Project | None:
    """The present project, where it has nothing but a session that speaks the language."""
    fits = present.language == language and present.skill == skill
    return present if fits and present.session is not None else None


def _singles(words: str, pictures: Sequence[Picture]) -> list[tuple[str, tuple[Picture, ...]]]:
    """The words and files of each video (product.md, "Batch")."""
    others = tuple(one for one in pictures if _accompanies(one))
    alone = tuple(one for one in pictures if not _accompanies(one))
    captions = [one.caption for one in alone]
    plan = plan_batch(words, captions, len(alone))
    if not plan.is_batch or any(is_prompt_file(one) for one in others):
        own = [caption for caption in captions if caption and caption != words]
        return [("\n".join([*own, *([words] if words else [])]), tuple(pictures))]
    return [(item.text, (alone[item.picture], *others)) for item in plan.items]


def _accompanies(picture: Picture) -> bool:
    """Music, or a JSON prompt: no picture of its own, it goes with every one."""
    material = picture.material
    if material is None:
        return False
    if material.kind is not AttachmentKind.DOCUMENT:
        return material.kind is AttachmentKind.AUDIO
    content_type = material.content_type or ""
    return is_prompt_file(picture) or content_type.startswith(("audio/", "text/"))


def is_prompt_file(picture: Picture) -> bool:
    """Whether it is a document that says what to make."""
    return picture.material is not None and picture.material.name.lower().endswith(".json")


def apart(pictures: Sequence[Picture]) -> tuple[tuple[Material, ...], tuple[str, ...]]:
    """The files and the links among them."""
    materials = tuple(one.material for one in pictures if one.material is not None)
    return materials, tuple(one.link for one in pictures if one.link)


def _name(picture: Picture) -> str:
    if picture.material is not None:
        return picture.material.name
    return picture.link.rsplit("/", 1)[-1]
