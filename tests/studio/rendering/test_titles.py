import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.studio.rendering.titles import SAFE_MARGIN, TitleLayer, draw_title, title_alpha
from core.studio.rendering.typefaces import Typefaces
from core.studio.timeline import Place, Title, TitleSize

_PHOTOS = Path(__file__).parents[2] / "photos"
_FRAMES = ((1920, 1080), (1080, 1920), (1080, 1080))


@pytest.fixture(scope="module")
def faces() -> Typefaces:
    return Typefaces()


def _title(text: str, place: Place = Place.BOTTOM, size: TitleSize = TitleSize.MEDIUM) -> Title:
    return Title(text, 1000, 4000, place, size)


def _ink(layer: TitleLayer) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in the frame of what has the title's own colour, white."""
    white = (layer.pixels[..., :3].min(axis=2) > 128) & (layer.pixels[..., 3] > 128)
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    return (
        layer.x + int(columns[0]),
        layer.y + int(rows[0]),
        layer.x + int(columns[-1]) + 1,
        layer.y + int(rows[-1]) + 1,
    )


def _assert_inside(layer: TitleLayer, width: int, height: int) -> None:
    tall, wide, channels = layer.pixels.shape
    assert channels == 4
    assert layer.pixels.dtype == np.uint8
    assert all(number % 2 == 0 for number in (layer.x, layer.y, tall, wide))
    assert 0 <= layer.x <= layer.x + wide <= width
    assert 0 <= layer.y <= layer.y + tall <= height
    if layer.pixels.size:
        left, top, right, bottom = _ink(layer)
        assert left >= width * SAFE_MARGIN - 1
        assert right <= width * (1 - SAFE_MARGIN) + 1
        assert top >= height * SAFE_MARGIN - 1
        assert bottom <= height * (1 - SAFE_MARGIN) + 1


@pytest.mark.parametrize(("width", "height"), _FRAMES)
@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize(
    "text", ["SUMMER SALE", "夏日特卖，全场五折！", "Żółć 夏 — “ok”\nsecond line"]
)
def test_a_title_stands_where_it_should_and_inside_the_safe_area(
    width: int, height: int, place: Place, text: str, faces: Typefaces
) -> None:
    layer = draw_title(_title(text, place, TitleSize.LARGE), width, height, faces)
    _assert_inside(layer, width, height)
    left, top, right, bottom = _ink(layer)
    assert (left + right) / 2 == pytest.approx(width / 2, abs=width * 0.02)
    match place:
        case Place.TOP:
            assert top < height * 0.2
        case Place.CENTER:
            assert (top + bottom) / 2 == pytest.approx(height / 2, abs=3)
        case Place.BOTTOM:
            assert bottom > height * 0.8


def test_sizes_differ_and_grow_with_the_frame(faces: Typefaces) -> None:
    heights: list[int] = []
    for size in (TitleSize.SMALL, TitleSize.MEDIUM, TitleSize.LARGE):
        _, top, _, bottom = _ink(draw_title(_title("Hxg", size=size), 1920, 1080, faces))
        heights.append(bottom - top)
    assert heights[0] * 1.3 < heights[1] < heights[2] / 1.3
    _, top, _, bottom = _ink(draw_title(_title("Hxg"), 960, 540, faces))
    assert (bottom - top) * 2 == pytest.approx(heights[1], abs=4)


@pytest.mark.parametrize(
    "text", ["", " \n ", "🎉🎉", "\u200b\u200d", "שלום", "\x00\x07", "\u3164\u3000"]
)
def test_nothing_drawable_is_an_empty_layer(text: str, faces: Typefaces) -> None:
    assert draw_title(_title(text), 1920, 1080, faces).pixels.shape == (0, 0, 4)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Party 🎉 time", "Party time"),
        ("I ❤️ you", "I ♥ you"),
        ("family 👨‍👩‍👧 photo", "family photo"),
        ("nai\u0308ve", "naïve"),
        ("Ünïcödé Łódź Ğİ Привет Ελλάδα Việt", "Ünïcödé Łódź Ğİ Привет Ελλάδα Việt"),
        ("你好，世界！日本語ー 한국어 「」", "你好，世界！日本語ー 한국어 「」"),
        ("a\tb\u00a0c\u2028d", "a b c\nd"),
        ("bell\x07 and\u202e turn", "bell and turn"),
    ],
)
def test_what_the_fonts_lack_is_left_out(text: str, drawn: str, faces: Typefaces) -> None:
    assert faces.drawable(text) == drawn


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Hello, 世界 ñ ♥ ❤️", ()),
        ("Party 🎉 time 🎉", ("🎉",)),
        ("مرحبا بكم", ("مرحبا", "بكم")),
        ("family 👨‍👩‍👧 photo", ("👨‍👩‍👧",)),
        ("a\u200bb\u202ec\nd\te", ()),
    ],
)
def test_what_is_left_out_is_told(text: str, lacking: tuple[str, ...], faces: Typefaces) -> None:
    assert faces.lacking(text) == lacking


def test_no_empty_boxes_are_drawn(faces: Typefaces) -> None:
    with_emoji = draw_title(_title("Party 🎉 time"), 1920, 1080, faces)
    without = draw_title(_title("Party time"), 1920, 1080, faces)
    assert np.array_equal(with_emoji.pixels, without.pixels)


def test_han_is_drawn_as_its_language_does(faces: Typefaces) -> None:
    """直 has another shape in Japanese; kana in the text tell."""
    shapes: list[bytes] = []
    for text in ("直", "直の"):
        letters = Image.new("L", (100, 100))
        faces.face(text, 80).draw(letters, 50, 80, "直")
        shapes.append(letters.tobytes())
    assert shapes[0] != shapes[1]


def test_a_very_long_text_is_cut_not_run_over(faces: Typefaces) -> None:
    for text in ("word " * 400, "字" * 2000, "x" * 2000, "\n".join("line" for _ in range(200))):
        _assert_inside(draw_title(_title(text), 1080, 1920, faces), 1080, 1920)


def test_the_colour_is_the_titles(faces: Typefaces) -> None:
    title = replace(_title("HHH", size=TitleSize.LARGE), color="#ff4000")
    layer = draw_title(title, 1920, 1080, faces)
    solid = layer.pixels[(layer.pixels[..., 3] == 255) & (layer.pixels[..., 0] == 255)]
    assert len(solid) > 1000
    assert (np.median(solid, axis=0) == (255, 64, 0, 255)).all()
    with pytest.raises(ValueError, match="unknown color"):
        draw_title(replace(title, color="reddish"), 1920, 1080, faces)


@pytest.mark.parametrize(
    ("color", "ground"),
    [("#ffffff", 255), ("#ffffff", 0), ("#000000", 0), ("#000000", 255), ("#ffee00", 255)],
)
def test_a_title_is_legible_even_on_its_own_colour(
    color: str, ground: int, faces: Typefaces
) -> None:
    """Around each letter's edge the picture is clearly darker or lighter than the letter."""
    layer = draw_title(replace(_title("Legible 字"), color=color), 1920, 1080, faces)
    frame = Image.new("RGBA", (1920, 1080), (ground, ground, ground, 255))
    frame.alpha_composite(Image.fromarray(layer.pixels), (layer.x, layer.y))
    left, top = layer.x, layer.y
    bottom, right = top + layer.pixels.shape[0], left + layer.pixels.shape[1]
    seen = np.asarray(frame.convert("L"), np.int16)[top:bottom, left:right]
    assert seen.max() - seen.min() > 120


def test_a_title_looks_right_over_a_photo_whatever_its_size(faces: Typefaces) -> None:
    with Image.open(_PHOTOS / "chelsea.jpg") as photo:
        frame = photo.convert("RGBA").resize((640, 360))
    layer = draw_title(_title("Chelsea"), 640, 360, faces)
    before = np.asarray(frame).copy()
    frame.alpha_composite(Image.fromarray(layer.pixels), (layer.x, layer.y))
    changed = (np.asarray(frame) != before).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert rows[0] >= layer.y
    assert columns[0] >= layer.x
    assert rows[-1] < layer.y + layer.pixels.shape[0]
    assert columns[-1] < layer.x + layer.pixels.shape[1]


def test_shadows_fade_out_inside_the_layer(faces: Typefaces) -> None:
    alpha = draw_title(_title("Soft"), 1920, 1080, faces).pixels[..., 3]
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert border.max() <= 8


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
    | st.text("aW好。「」 -\n한あ", max_size=120),
    size=st.sampled_from(TitleSize),
    place=st.sampled_from(Place),
    halves=st.tuples(st.integers(80, 500), st.integers(80, 500)),
)
def test_no_text_ever_leaves_the_frame(
    text: str, size: TitleSize, place: Place, halves: tuple[int, int], faces: Typefaces
) -> None:
    width, height = halves[0] * 2, halves[1] * 2
    layer = draw_title(_title(text, place, size), width, height, faces)
    tall, wide, _ = layer.pixels.shape
    assert 0 <= layer.x <= layer.x + wide <= width
    assert 0 <= layer.y <= layer.y + tall <= height


def test_a_title_fades_in_and_out_inside_its_time() -> None:
    title = Title("a", 1000, 4000, fade_in_ms=400, fade_out_ms=800)
    assert [title_alpha(title, t) for t in (0, 999, 1000, 5000, 9000)] == [0, 0, 0, 0, 0]
    assert [title_alpha(title, t) for t in (1400, 3000, 4200)] == [1, 1, 1]
    assert title_alpha(title, 1200) == pytest.approx(0.5)
    assert title_alpha(title, 4600) == pytest.approx(0.5)
    rising = [title_alpha(title, t) for t in range(1000, 1401)]
    assert rising == sorted(rising)
    assert max(b - a for a, b in itertools.pairwise(rising)) < 0.005


def test_a_title_without_fades_is_there_at_once() -> None:
    title = Title("a", 0, 1000, fade_in_ms=0, fade_out_ms=0)
    assert [title_alpha(title, t) for t in (0, 999.9, 1000)] == [1, 1, 0]


def test_fades_longer_than_the_title_do_not_jump() -> None:
    title = Title("a", 0, 300, fade_in_ms=400, fade_out_ms=400)
    shown = [title_alpha(title, t) for t in range(300)]
    assert max(abs(b - a) for a, b in itertools.pairwise(shown)) < 0.01
