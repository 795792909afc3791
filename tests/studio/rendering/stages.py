"""Strategies for canvases of every shape."""

from hypothesis import strategies as st

from core.studio.rendering.geometry import Stage, View

_LONGER = st.one_of(st.just(1.0), st.floats(1, 20))


@st.composite
def stages(draw: st.DrawFn) -> Stage:
    """A frame as videos have it, on a canvas up to twenty times as long."""
    frames = st.sampled_from([(1920, 1080), (1080, 1920), (1080, 1080), (320, 180)])
    width, height = draw(frames)
    return Stage(width, height, width * draw(_LONGER), height * draw(_LONGER))


views = st.builds(View, x=st.floats(0, 1), y=st.floats(0, 1), zoom=st.floats(1, 3))
