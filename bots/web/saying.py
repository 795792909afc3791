"""What people do on the page: say something, press a button."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from starlette.responses import JSONResponse, Response

from bots.web.access import chat_of, make_known
from bots.web.forms import Form, FormLimits, Received, receive_form
from bots.web.messages import By, Message, SharedFile, decode
from bots.web.refusals import Refused
from bots.web.speaking import preferred
from bots.web.surface import PLATFORM
from bots.web.web_of import web_of
from core.conversation import (
    Action,
    ActionKind,
    Asked,
    Attachment,
    AttachmentKind,
    Author,
    ChatRef,
    Command,
    Incoming,
    MessageRef,
    Pressed,
)
from core.errors import DiskFull, StillmotionError, UnsupportedMedia
from core.media import ACCEPTED, CONVERTED, HEAD_BYTES, MediaKind, sniff

if TYPE_CHECKING:
    from starlette.requests import Request

    from bots.web.app import Web

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_COMMAND = re.compile(r"/(?P<name>[a-z]+)(?:\s+(?P<arguments>.*))?", re.DOTALL)
_MOST_PROMPT_BYTES = 1 << 20
_MOST_UNHEARD = 200
_KINDS = {
    MediaKind.PICTURE: AttachmentKind.PICTURE,
    MediaKind.ANIMATION: AttachmentKind.PICTURE,
    MediaKind.VIDEO: AttachmentKind.VIDEO,
    MediaKind.AUDIO: AttachmentKind.AUDIO,
}


async def hello(request: Request) -> Response:
    """``POST /hello``: a browser that is new here gets its cookie.

    Not with the page itself: a link from elsewhere brings no strict cookie along, and the browser
    would be taken for a new one.
    """
    response = Response(status_code=204)
    if chat_of(request) is None:
        make_known(response)
    return response


async def say(request: Request) -> Response:
    """``POST /say``: ``id``, ``text`` and ``files``; the same id twice is one message."""
    web = web_of(request)
    chat = _chat(request)
    if web.min_free_disk and await web.surface.library.free() < web.min_free_disk:
        raise DiskFull
    form = await receive_form(request, web.folder, web.limits)
    try:
        text = form.fields.get("text", "").replace("\r\n", "\n").strip()
        name = f"u-{_checked_id(form)}"
        if not text and not form.files:
            raise Refused(400, "web-nothing-said")
        message = await web.surface.look_up(chat, name)
        if message is None:
            shared = tuple([await _kept(web, file) for file in form.files])
            message = Message(
                By.YOU, text=text, pictures=shared, locale=preferred(request, web.texts), final=True
            )
            await web.surface.write_down(chat, name, message)
    finally:
        await asyncio.to_thread(_remove, form.files)
    await tell(web, MessageRef(chat, name), message)
    return JSONResponse({"id": name})


async def press(request: Request) -> Response:
    """``POST /press``: ``message``, ``button`` (its number there) and ``id`` of this one press."""
    web = web_of(request)
    chat = _chat(request)
    form = await receive_form(request, web.folder, FormLimits(files=0, text_bytes=1024))
    known = await web.surface.look_up(chat, form.fields.get("message", ""))
    button = form.fields.get("button", "")
    if known is None or not re.fullmatch(r"[0-9]{1,3}", button):
        raise Refused(404, "web-button-gone")
    if int(button) >= len(known.offered):
        raise Refused(404, "web-button-gone")
    pressed = Pressed(
        chat,
        _author(web, chat),
        MessageRef(chat, form.fields["message"]),
        known.offered[int(button)],
        press=_checked_id(form),
        locale=preferred(request, web.texts),
    )
    if pressed.action.kind is ActionKind.SUGGESTION:
        # a tap is as good as a text, and looks like one
        words = _label(known, pressed.action)
        said = Message(By.YOU, text=words, final=True, seen=True)
        await web.surface.write_down(chat, f"u-{pressed.press}", said)
    await web.engine.hear(pressed)
    return Response(status_code=204)


def _label(message: Message, action: Action) -> str:
    labels = (button.label for button in message.buttons if button.action == action)
    return next(labels, action.value)


async def tell(web: Web, ref: MessageRef, message: Message) -> None:
    """Tell the engine what stands in the transcript, however often, and show that it heard."""
    author = _author(web, ref.chat)
    attachments = tuple(
        Attachment(
            file.kind,
            file.name,
            web.surface.resolve(file.hash),
            content_type=file.content_type,
            size=file.size,
            reference=file.hash,
        )
        for file in message.pictures
    )
    command = _command(message.text)
    if command is None:
        heard = Incoming(ref.chat, author, ref, message.text, attachments, locale=message.locale)
    else:
        heard = Asked(
            ref.chat,
            author,
            ref,
            command[0],
            command[1],
            locale=message.locale,
            attachments=attachments,
        )
    await web.engine.hear(heard)
    await web.surface.acknowledge(ref)


async def tell_unheard(web: Web) -> None:
    """Tell the engine what a process wrote down that did not live to tell it."""
    for record in await web.surface.store.read(lambda tx: tx.transcript.newest(_MOST_UNHEARD)):
        chat = ChatRef.parse(record.chat)
        try:
            message = decode(record.body)
            if chat.platform == PLATFORM and message.by is By.YOU and not message.seen:
                await tell(web, MessageRef(chat, record.message), message)
        except StillmotionError as exc:
            # it stands there as not seen, and whoever wrote it can send it again
            log = structlog.get_logger(__name__)
            log.warning("not told", chat=record.chat, error=type(exc).__name__)


def _command(text: str) -> tuple[Command, str] | None:
    match = _COMMAND.fullmatch(text)
    if match is None:
        return None
    with suppress(ValueError):
        return Command(match["name"]), (match["arguments"] or "").strip()
    return None


def _chat(request: Request) -> ChatRef:
    chat = chat_of(request)
    if chat is None:
        raise Refused(403)
    return chat


def _author(web: Web, chat: ChatRef) -> Author:
    return Author(chat.chat, "", may_manage=web.may_manage)


def _checked_id(form: Form) -> str:
    given = form.fields.get("id", "")
    if not _ID.fullmatch(given):
        raise Refused(400)
    return given


async def _kept(web: Web, file: Received) -> SharedFile:
    """A file in the library, as a part of a message.

    Raises:
        UnsupportedMedia: nothing that a video could be made from, and no prompt.
        DiskFull, MediaUnreadable: as they say.
    """
    kind, content_type = await asyncio.to_thread(_looked_at, file)
    digest = await web.surface.library.put(file.path)
    return SharedFile(digest, file.name, kind, content_type, file.size)


def _looked_at(file: Received) -> tuple[AttachmentKind, str]:
    with file.path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    found = sniff(head)
    if found is not None:
        return _KINDS[found.kind], found.content_type
    if file.size <= _MOST_PROMPT_BYTES and _is_json(file.path):
        return AttachmentKind.DOCUMENT, "application/json"
    raise UnsupportedMedia(name=file.name, accepted=ACCEPTED + CONVERTED)


def _is_json(path: Path) -> bool:
    """Whether it could be a JSON prompt: text that opens a brace. What is in it is read later."""
    try:
        return path.read_text(encoding="utf-8-sig").lstrip().startswith(("{", "["))
    except UnicodeDecodeError:
        return False


def _remove(files: tuple[Received, ...]) -> None:
    for file in files:
        file.path.unlink(missing_ok=True)
