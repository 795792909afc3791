"""Draws the page behind a claim link: small, read-only, everything escaped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from core.studio.draft import from_draft
from core.studio.timeline import Shot, ShotKind, Sound, Title

if TYPE_CHECKING:
    from core.locales.speaker import Speaker
    from core.studio.claim import ClaimView
    from core.studio.storage.renders import StoredRender
    from core.studio.storage.sessions import StoredMedia


def content_security_policy(nonce: str) -> str:
    """Nothing but the page's own style, and pictures and videos of this very server."""
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; media-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Speaks one language; ``media_link`` and ``render_link`` give links on this server."""

    speaker: Speaker
    nonce: str
    media_link: Callable[[StoredMedia], str]
    render_link: Callable[[StoredRender], str]

    def project(self, view: ClaimView) -> str:
        """The page of a project."""
        sections = [
            self._heading("claim-videos"),
            *(self._videos(view) or [self._note("claim-no-video")]),
            self._heading("claim-timeline"),
            self._timeline(view) or self._note("claim-empty"),
        ]
        return self._page("claim-title", "claim-lead", "\n".join(sections))

    def over(self) -> str:
        """The page of a link that no longer works."""
        return self._page("claim-over", "claim-over-lead", "")

    def _page(self, title: str, lead: str, sections: str) -> str:
        template = files("core.studio.endpoints").joinpath("claim.html")
        return Template(template.read_text(encoding="utf-8")).substitute(
            language=self.speaker.language,
            nonce=self.nonce,
            title=self._say(title),
            lead=self._say(lead),
            sections=sections,
        )

    def _say(self, key: str, **arguments: str) -> str:
        return escape(self.speaker.format(key, **arguments))

    def _heading(self, key: str) -> str:
        return f"<h2>{self._say(key)}</h2>"

    def _note(self, key: str) -> str:
        return f"<p>{self._say(key)}</p>"

    def _videos(self, view: ClaimView) -> list[str]:
        """The newest first."""
        return [self._video(render) for render in reversed(view.renders) if render.file]

    def _video(self, render: StoredRender) -> str:
        facts = self._say(
            "claim-video-facts",
            width=str(render.width),
            height=str(render.height),
            seconds=_seconds((render.duration_s or 0) * 1000),
            size=self.speaker.size(render.size or 0),
        )
        source = escape(self.render_link(render))
        return (
            f'<figure><video controls playsinline preload="metadata" src="{source}"></video>'
            f"<figcaption>{facts}</figcaption></figure>"
        )

    def _timeline(self, view: ClaimView) -> str:
        if view.session.shown is None:
            return ""
        timeline = from_draft(json.loads(view.session.shown))
        held = {file.id: file for file in view.media}
        rows = [
            *(self._shot(shot, held.get(shot.media)) for shot in timeline.shots),
            *(self._title(title) for title in timeline.titles),
            *(self._sound(sound) for sound in timeline.sounds),
        ]
        return f"<ol>{''.join(rows)}</ol>" if rows else ""

    def _shot(self, shot: Shot, file: StoredMedia | None) -> str:
        picture = "<i></i>"
        if file is not None:
            source = escape(self.media_link(file))
            picture = (
                f'<video muted preload="metadata" src="{source}"></video>'
                if file.kind == "video"
                else f'<img alt="" loading="lazy" src="{source}">'
            )
        seconds = _seconds(shot.duration_ms)
        if shot.kind is ShotKind.CLIP:
            return _row(picture, shot.name, self._say("claim-clip", seconds=seconds))
        motion = self.speaker.format(f"motion-{shot.motion.type}")
        return _row(picture, shot.name, self._say("claim-shot", motion=motion, seconds=seconds))

    def _title(self, title: Title) -> str:
        start, end = _seconds(title.start_ms), _seconds(title.start_ms + title.duration_ms)
        return _row("<i>T</i>", title.text, self._say("claim-text", start=start, end=end))

    def _sound(self, sound: Sound) -> str:
        percent = str(round(sound.volume * 100))
        return _row("<i>♪</i>", sound.name, self._say("claim-music", percent=percent))


def _row(picture: str, name: str, facts: str) -> str:
    return f"<li>{picture}<span><b>{escape(name)}</b><small>{facts}</small></span></li>"


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f}".removesuffix(".0")
