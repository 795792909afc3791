"""The page behind a claim link: for looking only, for a while, and saying nothing it must not."""

import json
import re
from dataclasses import replace

import httpx
import pytest

from core.locales import load_texts
from core.studio import Limits, StudioConfig
from core.studio.claim import ClaimView
from core.studio.draft import to_draft
from core.studio.endpoints.claim_page import ClaimPage
from core.studio.links import LinkKind, Links
from core.studio.storage.sessions import StoredMedia, StoredSession
from core.studio.timeline import Motion, Shot, ShotKind, Sound, Timeline, Title
from tests.peers.clock import FakeClock
from tests.studio.exporting import ended
from tests.studio.visitor import Visitor, picture, visiting

EVIL = '"><script>alert(1)</script>&.png'


async def claim(visitor: Visitor) -> str:
    answer = await visitor.http.post(
        "/api/auth/claim-token", json={"task_id": "1", "session_id": visitor.session_id}
    )
    data = answer.json()["data"]
    assert data["claim_token"].startswith("clm_")
    assert data["expires_in"] == 3_600
    return data["claim_token"]


async def opened(visitor: Visitor, token: str, language: str = "") -> httpx.Response:
    """As a browser does it: without the API's token."""
    headers = {"Accept-Language": language} if language else {}
    async with httpx.AsyncClient(base_url=visitor.http.base_url, trust_env=False) as browser:
        return await browser.get("/workspace/claim", params={"ct": token}, headers=headers)


async def test_a_page_shows_the_project(maker: Visitor) -> None:
    await maker.submit("r1", (await maker.state())["draft"])
    link = (await ended(maker, "r1"))["output"]["url"]
    page = await opened(maker, await claim(maker))
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    (video,) = re.findall(r'<video controls[^>]* src="([^"]+)"', page.text)
    assert video.startswith("../files/")
    assert link.endswith(video.removeprefix(".."))
    assert "photo.png" in page.text
    assert re.search(r"\$|None|claim-", page.text) is None
    picture_link = re.findall(r'<img[^>]* src="([^"]+)"', page.text)[0]
    assert (await maker.http.get(picture_link.removeprefix(".."))).content == picture()


async def test_a_page_is_closed_to_everything_else(maker: Visitor) -> None:
    page = await opened(maker, await claim(maker))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    nonce = re.findall(r"style-src 'nonce-([^']+)'", policy)[0]
    assert f'<style nonce="{nonce}">' in page.text
    assert "style=" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert re.search(r"(src|href|url)\W{1,2}(https?:)?//", page.text) is None
    assert "<script" not in page.text
    assert "<form" not in page.text
    again = await opened(maker, await claim(maker))
    assert again.headers["content-security-policy"] != policy


async def test_nothing_foreign_gets_into_the_page(visitor: Visitor) -> None:
    await visitor.upload((EVIL, picture()))
    await visitor.say("zoom in, with the title '<b onload=x>&quot;' $lead $nonce")
    page = await opened(visitor, await claim(visitor))
    assert "<script" not in page.text
    assert "<b onload" not in page.text
    assert "$lead" not in page.text or "&lt;b" in page.text
    token = visitor.http.headers["Authorization"].removeprefix("Bearer ")
    assert token not in page.text


def test_every_kind_of_segment_has_its_line() -> None:
    timeline = Timeline(
        shots=(
            Shot("m_1", "holiday.mp4", 2_500, ShotKind.CLIP),
            Shot("m_2", "gone.png", 1_000, motion=Motion("pan-left")),
        ),
        titles=(Title("Hello <you>", 500, 2_000),),
        sounds=(Sound("Lo-fi", 0, 3_500, bed="lofi", volume=0.2),),
    )
    draft = json.dumps(to_draft(timeline))
    session = StoredSession("1", "2", "u", "en", draft, draft, (), ())
    clip = StoredMedia("m_1", "holiday.mp4", "video", "video/mp4", 64, 48, 9.0, 99, "h", "mp4")
    page = ClaimPage(
        load_texts().for_locale("en"), "n", lambda _: "../clip", lambda _: "../render"
    ).project(ClaimView(session, (clip,), ()))
    assert '<video muted preload="metadata" src="../clip"></video>' in page
    for line in ("clip, 2.5 s", "pan left, 1 s", "Title, 0.5–2.5 s", "Music, 20%"):
        assert line in page
    assert "Hello &lt;you&gt;" in page


async def test_an_empty_project_says_so(visitor: Visitor) -> None:
    page = await opened(visitor, await claim(visitor))
    assert "No video has been exported yet" in page.text
    assert "nothing on the timeline" in page.text


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("zh-CN,zh;q=0.9", "zh"),
        ("en-GB", "en"),
        ("*", "zh"),
        ("", "zh"),
        ("xx;q=bad,,", "en"),
        ("x" * 5_000, "en"),
    ],
)
async def test_the_page_speaks_the_browsers_or_the_projects_language(
    visitor: Visitor, wish: str, language: str
) -> None:
    await visitor.begin("zh-CN")
    token = await claim(visitor)
    page = await opened(visitor, token, wish or "")
    if not wish:  # httpx sends none of its own
        assert "accept-language" not in page.request.headers
    assert f'<html lang="{language}">' in page.text
    assert ("项目" in page.text) is (language == "zh")


async def test_other_tokens_show_a_page_that_says_so(visitor: Visitor) -> None:
    cases: list[str] = ["", "clm_", "clm_nope", "x" * 4_000, "' OR 1=1", "\x00", "🙂"]
    for token in cases:
        page = await opened(visitor, token)
        assert page.status_code == 404, token
        assert "This link is over" in page.text, token
        assert "default-src 'none'" in page.headers["content-security-policy"], token


async def test_a_link_is_over_after_an_hour(config: StudioConfig, clock: FakeClock) -> None:
    async with visiting(replace(config, clock=clock)) as visitor:
        await visitor.enter()
        token = await claim(visitor)
        await clock.advance(3_599)
        assert (await opened(visitor, token)).status_code == 200
        await clock.advance(2)
        assert (await opened(visitor, token)).status_code == 404


async def test_old_tokens_make_room(config: StudioConfig, clock: FakeClock) -> None:
    limits = Limits(claims_per_session=2)
    async with visiting(replace(config, clock=clock, limits=limits)) as visitor:
        await visitor.enter()
        tokens: list[str] = []
        for _ in range(3):
            tokens.append(await claim(visitor))
            await clock.advance(1)
        assert [(await opened(visitor, token)).status_code for token in tokens] == [404, 200, 200]


@pytest.mark.parametrize("body", [{}, {"session_id": 7}, {"session_id": None}, []])
async def test_what_names_no_session_is_422(visitor: Visitor, body: object) -> None:
    answer = await visitor.http.post("/api/auth/claim-token", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, 422)


def test_a_link_is_good_for_its_target_and_its_time_only() -> None:
    links = Links(b"key", 1_000)
    path = links.path(LinkKind.MEDIA, "m_1", "夏 天.png", 0)
    _, _, kind, target, expires, signature, name = path.split("/")
    assert (kind, target) == ("media", "m_1")
    assert "%" in name
    assert links.allows(LinkKind.MEDIA, target, expires, signature, 999)
    assert not links.allows(LinkKind.MEDIA, target, expires, signature, 1_000)
    assert not links.allows(LinkKind.RENDER, target, expires, signature, 0)
    assert not links.allows(LinkKind.MEDIA, "m_2", expires, signature, 0)
    assert not links.allows(LinkKind.MEDIA, target, str(int(expires) + 1), signature, 0)
    assert not Links(b"other", 1_000).allows(LinkKind.MEDIA, target, expires, signature, 0)


def test_links_stay_the_same_for_a_while() -> None:
    links = Links(b"key", 1_000)
    assert links.path(LinkKind.MEDIA, "m", "n", 10) == links.path(LinkKind.MEDIA, "m", "n", 3_600)
