"""The conversation engine: what was said, what is done about it, what is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from core.backend import Backend
from core.clock import Clock
from core.conversation.answers import credits_line
from core.conversation.batches import Single, singles
from core.conversation.error_texts import describe_error
from core.conversation.fetching import with_prompt_file
from core.conversation.intents import Intent, intent_of
from core.conversation.language import session_language
from core.conversation.running import RunningTurn
from core.conversation.seam import Action, ActionKind, Button, Incoming, Reply, Surface
from core.conversation.status import StatusMessage
from core.conversation.steps import Tools, TurnSteps
from core.conversation.turn import Turn
from core.errors import StillmotionError
from core.locales import Speaker, Texts
from core.media import Preparer
from core.prompts import find_prompt, parse_prompt
from core.skills import Skill
from core.tracing import where


class Engine:
    """One skill's conversations with one backend.

    Args:
        backend: The client, bound to the skill's attribution.
        preparer: Looks at and converts files.
        texts: Texts in every language.
        skill: The active skill.
        web_url: The backend's site, which errors name to those who may manage the bot's account.
        folder: Where turns keep their files; emptied by its owner.
        clock: Time.
        new_id: Makes ids that never repeat.
        stop_within: Seconds that stopping a turn's work at the backend may take.
    """

    def __init__(
        self,
        *,
        backend: Backend,
        preparer: Preparer,
        texts: Texts,
        skill: Skill,
        web_url: str,
        folder: Path,
        clock: Clock,
        new_id: Callable[[], str],
        stop_within: float = 5.0,
    ) -> None:
        self._backend = backend
        self._preparer = preparer
        self._texts = texts
        self._skill = skill
        self._web_url = web_url
        self._folder = folder
        self._clock = clock
        self._new_id = new_id
        self._stop_within = stop_within
        self._log = structlog.get_logger(__name__)

    async def take(self, incoming: Incoming, surface: Surface) -> None:
        """Do what a message asks for: one turn, or one for each picture where it says so.

        Raises:
            CancelledError: when the caller stops it, after the backend and the chat know.
        """
        for single in singles(incoming):
            await self._take(single, surface)

    async def _take(self, single: Single, surface: Surface) -> None:
        """One turn, shown in the chat; errors become its last word."""
        incoming = single.incoming
        speaker = self._texts.for_locale(incoming.locale)
        heading = single.heading(speaker)
        status = StatusMessage(
            surface, incoming.chat, incoming.message, self._clock, heading=heading
        )
        try:
            await self._answer(incoming, heading, surface, status, speaker)
        except asyncio.CancelledError:
            await asyncio.shield(status.finish(Reply(speaker.format("turn-cancelled"), final=True)))
            raise
        except StillmotionError as exc:
            self._log.info("turn failed", error=type(exc).__name__)
            may_manage = incoming.author.may_manage
            told = describe_error(exc, speaker, may_see_links=may_manage, web_url=self._web_url)
            await status.finish(Reply(told.text, final=True))
        except Exception as exc:  # noqa: BLE001 - a defect of ours must not leave a chat waiting
            # no exc_info: the text of an exception may quote what somebody said
            self._log.error("defect", error=type(exc).__name__, where=where(exc))
            await status.finish(Reply(speaker.format("error-defect"), final=True))

    async def _answer(
        self,
        incoming: Incoming,
        heading: str,
        surface: Surface,
        status: StatusMessage,
        speaker: Speaker,
    ) -> None:
        incoming = await with_prompt_file(incoming)
        prompt = find_prompt(incoming.text)
        if prompt is not None:
            parse_prompt(prompt)
        has_material = bool(incoming.attachments or incoming.links)
        intent = Intent.EDIT if prompt else intent_of(incoming.text, has_attachment=has_material)
        if intent is Intent.CREDITS:
            await status.finish(await self._credits(speaker))
        elif intent is Intent.HELP:
            await status.finish(self._help(speaker))
        elif not has_material:
            await status.finish(Reply(speaker.format("ask-for-picture"), final=True))
        elif intent is not Intent.EDIT or not incoming.text.strip():
            await status.finish(self._ask_what(speaker))
        else:
            spoken = "" if prompt else incoming.text  # words inside a document are not speech
            turn = Turn(
                id=self._new_id(),
                chat=incoming.chat,
                text=incoming.text,
                language=session_language(spoken, speaker.language),
                attachments=incoming.attachments,
                links=incoming.links,
                heading=heading,
            )
            await self._run(turn, surface, status, speaker)

    async def _run(
        self, turn: Turn, surface: Surface, status: StatusMessage, speaker: Speaker
    ) -> None:
        folder = self._folder / turn.id
        await asyncio.to_thread(folder.mkdir, parents=True)
        tools = Tools(self._backend, self._preparer, speaker, self._clock, self._new_id)
        steps = TurnSteps(tools, status, folder, streams_text=surface.limits.streams_text)
        running = RunningTurn(
            turn, steps, self._backend, self._clock, stop_within=self._stop_within
        )
        await running.run()

    async def _credits(self, speaker: Speaker) -> Reply:
        return Reply(credits_line(await self._backend.credits(), speaker), final=True)

    def _help(self, speaker: Speaker) -> Reply:
        lines = (self._skill.greeting[speaker.language], self._skill.tip[speaker.language])
        return Reply("\n\n".join(lines), buttons=self._suggestions(speaker), final=True)

    def _ask_what(self, speaker: Speaker) -> Reply:
        text = speaker.format("ask-what-to-do")
        return Reply(text, buttons=self._suggestions(speaker), final=True)

    def _suggestions(self, speaker: Speaker) -> tuple[Button, ...]:
        return tuple(
            Button(suggestion, Action(ActionKind.SUGGESTION, value=suggestion))
            for suggestion in self._skill.suggestions[speaker.language]
        )
