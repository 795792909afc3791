"""What people of creator groups type: in a hurry, with slips, emoji, and several wishes at once.

Written down before the rules were looked at, then judged. Rows as in ``sentences_en``.
"""

from typing import Final

from tests.studio.agent.cases import Case

_LOST: Final = "didn't understand"
_LOST_ZH: Final = "没看懂"

GROUPS: Final[tuple[Case, ...]] = (
    # Which way it turns
    Case("rotate counterclockwise", "one", motion="rotate", says="can't turn it the other way"),
    Case("turn it counter-clockwise", "one", motion="rotate", says="clockwise here"),
    Case("spin it clockwise", "one", motion="rotate", hides="the other way"),
    Case("逆时针旋转", "one", motion="rotate", says="不能反着转"),
    Case("顺时针旋转", "one", motion="rotate", hides="不能"),
    # Sound where there is none
    Case("zoom in, keep the sound", "one", motion="zoom-in", says="no music yet"),
    Case("keep the music, zoom out", "story", motion="zoom-out", hides="no music"),
    Case("保留声音", "video", changed=False, says="还没有音乐"),
    Case("loud music", "one", music="calm", volume=50),
    Case("music at 50%", "video", music="calm", volume=50),
    Case("loud music", "story", volume=50),
    Case("music is too loud", "video", changed=False, says="no music yet"),
    Case("大声的音乐", "one", music="calm", volume=50),
    Case("lofi music. music at 20%", "video", music="lofi", volume=20),
    # Titles made of words of command
    Case('title "Export now"', "one", titles=["Export now"]),
    Case("title Zoom", "video", titles=["Zoom"]),
    Case("add a title Export now and zoom in", "one", titles=["Export now"], motion="zoom-in"),
    Case("add a title Rock and roll", "one", titles=["Rock and roll"]),
    Case("add title Fade", "one", titles=["Fade"]),
    Case("add a title Red", "one", titles=["Red"], color="white"),
    Case("put Zoom as the title", "one", titles=["Zoom"]),
    Case('use "Zoom out" as title', "one", titles=["Zoom out"]),
    Case("把春天来了作为标题", "one", titles=["春天来了"]),
    Case("标题写放大，然后缩小", "one", titles=["放大"], motion="zoom-out"),
    Case("add a big red title", "one", says="what should the title say"),
    Case("add a red title, text 'Hi'", "one", titles=["Hi"], color="red", hides="what should"),
    Case("加标题放大", "one", says="标题写什么"),
    # Emoji in titles
    Case("title ☀️ Summer", "one", titles=["☀ Summer"]),
    Case("加标题☀️夏天", "one", titles=["☀夏天"]),
    Case("change the title to ☃️ Snow", "story", titles=["☃ Snow"]),
    Case("title: Love ❤️ zoom in", "one", titles=["Love ♥"], motion="zoom-in"),
    Case("title: Merry Xmas ❤️! zoom in", "one", titles=["Merry Xmas ♥!"], motion="zoom-in"),
    # Which comes first
    Case("the second picture should come first", "video", order="BAC"),
    Case("the first should come last", "three", order="BCA"),
    Case("the first one should be second", "video", order="BAC"),
    Case("picture 3 goes before picture 1", "video", order="CAB"),
    Case("start with the second picture", "three", order="BAC"),
    Case("show picture 3 first", "video", order="CAB"),
    Case("第二张应该在最前面", "video", order="BAC"),
    Case("第一张放到第二个", "video", order="BAC"),
    Case("第三张先放", "video", order="CAB"),
    # How long the video is, and how long its transitions
    Case("把这些图做成3秒带转场的视频", "three", seconds=3, says="3 秒"),
    Case("做一个4秒有叠化转场的视频", "three", seconds=4),
    Case("3秒的视频带转场", "three", seconds=3),
    Case("带1秒转场的视频", "three", transition_s=1),
    Case("加1秒的转场", "video", transition_s=1),
)
