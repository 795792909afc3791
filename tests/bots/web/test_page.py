"""The page in a real browser, with an engine that does what a test tells it to."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from core.conversation import Action, ActionKind, Button, Incoming, Pressed, Reply, Video
from tests.bots.web.browsers import CANCEL, Visits, say, started
from tests.bots.web.page_scripts import HAND_OVER, LISTEN, SMALL_TARGETS, WEAK_CONTRAST

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = Path(__file__).parents[2] / "photos"
COFFEE, CAT, TINY = PHOTOS / "coffee.jpg", PHOTOS / "chelsea.jpg", PHOTOS / "tiny.mp4"


async def test_a_new_browser_is_greeted_with_three_things_to_try(visits: Visits) -> None:
    page = await visits.page()
    await expect(page.get_by_role("heading", name="Ready!")).to_be_visible()
    await expect(page.locator("#welcome .chip")).to_have_count(3)
    await page.locator("#welcome .chip").nth(1).click()
    await expect(page.locator("#text")).to_have_value("Zoom in slowly for 5 seconds")
    await page.set_input_files("#files", COFFEE)
    await page.locator("#welcome .chip").nth(0).click()
    await expect(page.locator(".message.you .text")).to_have_text(
        "Turn this picture into a short animated clip"
    )
    await expect(page.locator("#welcome")).to_be_hidden()


async def test_the_page_speaks_chinese_to_who_reads_it(visits: Visits) -> None:
    context = await visits.browser(locale="zh-CN")
    page = await visits.page(context)
    assert await page.get_attribute("html", "lang") == "zh"
    await expect(page.get_by_role("button", name="发送")).to_be_attached()
    text = await page.inner_text("body")
    assert not re.search(r"[A-Za-z]{4,}", text.replace("Stillmotion", ""))


async def test_chosen_pictures_are_shown_and_can_be_taken_back(visits: Visits) -> None:
    page = await visits.page()
    await page.set_input_files("#files", [COFFEE, CAT])
    await page.set_input_files("#files", [TINY])
    await expect(page.locator("#chosen li")).to_have_count(3)
    await page.get_by_role("button", name="Remove chelsea.jpg").click()
    await expect(page.locator("#chosen li")).to_have_count(2)
    await say(page, "")
    (heard,) = visits.place.engine.heard
    assert isinstance(heard, Incoming)
    assert [file.name for file in heard.attachments] == ["coffee.jpg", "tiny.mp4"]
    await expect(page.locator("#chosen")).to_be_hidden()
    picture = page.locator(".message.you img")
    await expect(picture).to_have_count(1)
    assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0


async def test_what_only_claims_to_be_a_picture_and_an_empty_file_are_told(
    visits: Visits, tmp_path: Path
) -> None:
    words, empty = tmp_path / "words.png", tmp_path / "empty.jpg"
    words.write_text("no picture")
    empty.touch()
    page = await visits.page()
    await page.set_input_files("#files", [words, empty])
    await expect(page.locator("#chosen .face")).to_have_text("words.png")
    await expect(page.locator("#chosen img")).to_have_count(0)
    await page.locator("#text").press_sequentially("zoom")
    await expect(page.get_by_role("alert")).to_have_text("empty.jpg is empty.")
    await page.get_by_role("button", name="Remove words.png").click()
    await expect(page.locator("#problem")).to_be_hidden()


async def test_files_can_be_dropped_anywhere_and_pasted(visits: Visits) -> None:
    page = await visits.page()
    for kind, target in (("drop", "header"), ("paste", "#text")):
        await page.evaluate(HAND_OVER, [kind, target, [1, 2, 3]])
    await expect(page.locator("#chosen li")).to_have_count(2)
    await expect(page.locator("#drop")).to_be_hidden()


async def test_enter_sends_and_shift_enter_begins_a_line(visits: Visits) -> None:
    page = await visits.page()
    box = page.locator("#text")
    before = await box.bounding_box()
    await box.press_sequentially("one")
    await box.press("Shift+Enter")
    await box.press_sequentially("two")
    after = await box.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"]
    await box.press("Enter")
    await expect(page.locator(".message.you .text")).to_have_text("one\ntwo")
    await expect(box).to_have_value("")


async def test_the_status_changes_in_place_and_becomes_the_video(visits: Visits) -> None:
    page = await visits.page()
    _, status = await started(visits, page)
    bar = page.get_by_role("progressbar", name="Progress")
    await expect(bar).to_have_attribute("aria-valuenow", "25")
    await expect(page.locator(".bot .elapsed")).to_have_text(re.compile(r"0:0[789]"))
    await visits.place.surface.update(status, Reply("Rendering…", progress=0.75, elapsed_s=12))
    await expect(bar).to_have_attribute("aria-valuenow", "75")
    film = Video(TINY, 64, 64, 0.5, TINY.stat().st_size, "stillmotion-1.mp4")
    redo = Button("Redo", Action(ActionKind.REDO, "turn-1"))
    await visits.place.surface.deliver(status, film, Reply("There.", buttons=(redo,), final=True))
    video = page.locator(".message.bot video")
    await expect(video).to_be_visible()
    assert await video.evaluate("video => video.play().then(() => video.readyState)") >= 2
    assert await video.evaluate("video => video.duration") > 0.1
    await expect(bar).to_be_hidden()
    await expect(page.locator(".message.bot")).to_have_count(1)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download").click()
    assert (await download.value).suggested_filename == "stillmotion-1.mp4"


async def test_a_turn_shows_that_it_lives_from_its_first_word(visits: Visits) -> None:
    page = await visits.page()
    await say(page, "zoom in")
    heard = visits.place.engine.heard[-1]
    assert isinstance(heard, Incoming)
    post, update = visits.place.surface.post, visits.place.surface.update
    status = await post(heard.chat, Reply("Got it…", buttons=(CANCEL,)), to=heard.message)
    bar, elapsed = page.get_by_role("progressbar", name="Progress"), page.locator(".bot .elapsed")
    await expect(bar).to_be_visible()
    assert await bar.get_attribute("aria-valuenow") is None
    await expect(elapsed).to_have_text(re.compile(r"0:0\d"))
    await expect(page.locator(".bot .work")).to_have_attribute("aria-live", "off")
    await update(status, Reply("Working…", elapsed_s=65, buttons=(CANCEL,)))
    await expect(elapsed).to_have_text(re.compile(r"1:0\d"))
    await update(status, Reply("Sending…", buttons=(CANCEL,)))
    await expect(page.get_by_text("Sending…")).to_be_visible()
    await expect(elapsed).to_have_text(re.compile(r"1:0\d"))
    listed = Button("✖ 1", Action(ActionKind.CANCEL, "turn-2"))
    await post(heard.chat, Reply("Noted:\n1. slower", buttons=(listed,)), to=None)
    await expect(page.get_by_role("button", name="Remove 1")).to_be_visible()
    await expect(bar).to_have_count(1)


async def test_an_upright_video_is_no_higher_than_the_page_and_its_words_no_wider(
    visits: Visits,
) -> None:
    page = await visits.page(viewport={"width": 1000, "height": 600})
    _, status = await started(visits, page)
    film = Video(TINY, 1080, 1920, 0.5, TINY.stat().st_size, "stillmotion-1.mp4")
    await visits.place.surface.deliver(status, film, Reply("many words " * 30, final=True))
    await expect(page.locator("video")).to_be_visible()
    film_box = await page.locator("video").bounding_box()
    bubble = await page.locator(".bubble:has(video)").bounding_box()
    assert film_box is not None
    assert bubble is not None
    assert film_box["height"] < 400
    assert bubble["width"] < 280


async def test_a_playing_video_is_not_disturbed_by_news(visits: Visits) -> None:
    page = await visits.page()
    chat, status = await started(visits, page)
    film = Video(TINY, 64, 64, 0.5, TINY.stat().st_size, "stillmotion-1.mp4")
    await visits.place.surface.deliver(status, film, Reply("There.", final=True))
    await expect(page.locator("video")).to_be_visible()
    await page.evaluate("document.querySelector('video').mark = 1")
    await visits.place.surface.update(status, Reply("There it is.", final=True))
    await visits.place.surface.post(chat, Reply("Ready ↑", final=True), to=None)
    await expect(page.locator(".bot").get_by_text("Ready ↑")).to_be_visible()
    await expect(page.locator(".bot").get_by_text("There it is.")).to_be_visible()
    assert await page.evaluate("document.querySelector('video').mark") == 1


async def test_a_button_is_pressed_once_however_fast_one_is(visits: Visits) -> None:
    page = await visits.page()
    await started(visits, page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    async with page.expect_response("**/press"):
        await page.get_by_role("button", name="Cancel").dblclick()
    assert len([url for url in sent if url.endswith("/press")]) == 1
    pressed = visits.place.engine.heard[-1]
    assert isinstance(pressed, Pressed)
    assert pressed.action == CANCEL.action


async def test_nothing_anybody_wrote_is_markup(visits: Visits) -> None:
    page = await visits.page()
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>&amp;'
    chat, _ = await started(visits, page, evil)
    reply = Reply(evil + " *bold* ```<b>code</b>``` https://example.org/a?b=c. javascript:alert(1)")
    await visits.place.surface.post(chat, reply, to=None)
    await expect(page.locator(".bot strong")).to_have_text("bold")
    await expect(page.locator(".bot code")).to_have_text("<b>code</b>")
    await expect(page.locator(".you .text")).to_have_text(evil)
    links = page.locator(".bot .text a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://example.org/a?b=c")
    assert await page.locator(".text img, .text script, .text b").count() == 0
    assert await page.title() == "Stillmotion"


async def test_who_reads_further_up_is_not_thrown_to_the_end(visits: Visits) -> None:
    page = await visits.page(viewport={"width": 390, "height": 500})
    chat, status = await started(visits, page)
    for number in range(12):
        await visits.place.surface.post(chat, Reply(f"line {number}\n" * 4, final=True), to=None)
    end = page.get_by_text("line 11").first
    await expect(end).to_be_in_viewport()
    # what the page still does about the last of them comes first
    await page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))")
    await page.evaluate("document.getElementById('scroller').scrollTo(0, 100)")
    await expect(page.locator("#newest")).to_be_hidden()
    await visits.place.surface.post(chat, Reply("the newest", final=True), to=None)
    await visits.place.surface.update(status, Reply("Rendering on…", progress=0.5))
    await expect(page.locator("#newest")).to_be_visible()
    assert await page.evaluate("document.getElementById('scroller').scrollTop") == 100
    await page.locator("#newest").click()
    await expect(page.locator(".bot").get_by_text("the newest")).to_be_in_viewport()
    await expect(page.locator("#newest")).to_be_hidden()


async def test_on_a_phone_nothing_is_cut_off_and_all_is_large_enough(visits: Visits) -> None:
    page = await visits.page(viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True)
    await expect(page.locator("#text")).not_to_be_focused()  # it would call up the keyboard
    chat, status = await started(visits, page)
    film = Video(TINY, 1920, 1080, 0.5, TINY.stat().st_size, "stillmotion-1.mp4")
    await visits.place.surface.deliver(status, film, Reply("w" * 200, final=True))
    await visits.place.surface.post(chat, Reply("x", buttons=(CANCEL,) * 9, final=True), to=None)
    await expect(page.locator("video")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert await page.evaluate("document.getElementById('scroller').scrollWidth") <= 360
    small = await page.evaluate(SMALL_TARGETS)
    assert small == []


async def test_everything_can_be_done_by_keyboard(visits: Visits) -> None:
    page = await visits.page()
    await expect(page.locator("#text")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "Skip to the message box":
            break
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("zoom in")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.you")).to_have_count(1)
    heard = visits.place.engine.heard[-1]
    assert isinstance(heard, Incoming)
    await visits.place.surface.post(
        heard.chat, Reply("Rendering…", progress=0.1, elapsed_s=1, buttons=(CANCEL,)), to=None
    )
    await expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    for _ in range(6):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "Cancel":
            break
    async with page.expect_response("**/press"):
        await page.keyboard.press("Enter")
    assert isinstance(visits.place.engine.heard[-1], Pressed)


async def test_a_screen_reader_hears_the_end_and_not_every_percent(visits: Visits) -> None:
    page = await visits.page()
    log = page.get_by_role("log", name="Conversation")
    await expect(log).to_have_attribute("aria-live", "polite")
    _, status = await started(visits, page)
    await page.evaluate(LISTEN)
    for percent in range(1, 10):
        await visits.place.surface.update(
            status, Reply(f"Rendering {percent}", progress=percent / 10, elapsed_s=percent)
        )
    await visits.place.surface.update(status, Reply("Your video is here.", final=True))
    await expect(page.locator("#spoken")).to_have_text("Your video is here.")
    assert await page.evaluate("window.heard") == ["Your video is here."]
    await expect(page.locator(".message.bot")).to_have_attribute("aria-busy", "false")


async def test_a_late_answer_says_what_it_answers(visits: Visits) -> None:
    page = await visits.page()
    chat, _ = await started(visits, page, "first wish")
    first = visits.place.engine.heard[-1]
    assert isinstance(first, Incoming)
    await say(page, "second wish")
    await visits.place.surface.post(chat, Reply("The first is done."), to=first.message)
    await expect(page.get_by_role("button", name="Answer to: first wish")).to_be_visible()
    await expect(page.locator(".quote")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_can_be_read_by_weak_eyes(visits: Visits, scheme: str) -> None:
    page = await visits.page(color_scheme=scheme)
    assert await page.evaluate(WEAK_CONTRAST) == []
    chat, _ = await started(visits, page)
    tap = Button("Zoom in", Action(ActionKind.SUGGESTION, "", "Zoom in"))
    await visits.place.surface.post(chat, Reply("*a* `b` ```c```", buttons=(tap,)), to=None)
    await expect(page.locator(".bot .chip")).to_be_visible()
    await page.fill("#text", "x")
    assert await page.evaluate(WEAK_CONTRAST) == []


async def test_a_refusal_is_told_in_words_and_nothing_is_lost(
    visits: Visits, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("nothing to see")
    page = await visits.page()
    await page.set_input_files("#files", notes)
    await page.fill("#text", "animate this")
    await page.press("#text", "Enter")
    await expect(page.get_by_role("alert").filter(has_text="notes.txt")).to_be_visible()
    await expect(page.locator("#text")).to_have_value("animate this")
    await page.get_by_role("button", name="Remove notes.txt").click()
    await expect(page.locator("#problem")).to_be_hidden()
    await say(page, "animate this")
