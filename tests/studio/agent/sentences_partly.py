"""Requests of which only a part is understood or can be done: nothing of them is lost silently.

Nor is anybody told of harmless words. Rows as in ``sentences_en``.
"""

from typing import Final

from tests.studio.agent.cases import Case

_LOST: Final = "didn't understand"
_LOST_ZH: Final = "没看懂"

PARTLY: Final[tuple[Case, ...]] = (
    # Orders about things unknown, beside what is understood
    Case(
        "zoom in 2s and make the frobnicator purple",
        "one",
        seconds=2,
        motion="zoom-in",
        says="didn't understand “make the frobnicator purple”",
    ),
    Case("zoom in and turn on turbo mode", "one", motion="zoom-in", says=_LOST),
    Case("zoom out, put the wibble at the top", "one", motion="zoom-out", says=_LOST),
    Case("make the dog purple and add a dinosaur", "one", says="“add a dinosaur”"),
    Case("pan left, and frobnicate the title", "one", motion="pan-left", says=_LOST),
    Case(
        "zoom in 2s and make the frobnicator purple",
        "story",
        seconds=2,
        motion="zoom-in",
        says=_LOST,
    ),
    Case("twist the title", "story", changed=False, says=_LOST),
    Case("slower, and change the gizmo to blue", "video-zoom", pace="<", says=_LOST),
    Case("放大，让青蛙变成紫色", "one", motion="zoom-in", says="没看懂“让青蛙变成紫色”"),
    Case("缩小5秒，把恐龙放到中间", "one", seconds=5, motion="zoom-out", says=_LOST_ZH),
    # Harmless words
    Case("a nice smooth video please", "one", hides=_LOST),
    Case("zoom in on my lovely dog", "one", motion="zoom-in", hides=_LOST),
    Case("make my puppy bounce", "one", motion="bounce", hides=_LOST),
    Case("add some groovy guitar music", "one", music="lofi", hides=_LOST),
    Case("a woman in a red dress on a terrace at sunset", "one", hides=_LOST),
    Case("make a birthday video for my grandma", "one", hides=_LOST),
    Case("an adorable kitten, zoom out slowly", "one", motion="zoom-out", pace="<", hides=_LOST),
    Case("给妈妈做一个温馨的视频", "one", hides=_LOST_ZH),
    Case("让小狗弹跳", "one", motion="bounce", hides=_LOST_ZH),
    Case("夕阳下的海边，慢慢放大", "one", motion="zoom-in", pace="<", hides=_LOST_ZH),
    # What can't be done, or not as said
    Case("zoom into the top left corner", "one", motion="zoom-in", says="can't aim"),
    Case("zoom in on the center", "one", motion="zoom-in", hides="can't aim"),
    Case("放大到右下角", "one", motion="zoom-in", says="不能指定"),
    Case("make a 3 second gif", "one", seconds=3, says="other formats"),
    Case("做成动图，3秒", "one", seconds=3, says="MP4 以外"),
    Case("for facebook cover", "one", says="shape"),
    Case("放大，做公众号封面", "one", motion="zoom-in", says="画幅"),
    Case("fade in from black, zoom in", "one", motion="zoom-in", says="can't fade"),
    Case("zoom in and fade to black", "one", motion="zoom-in", says="can't fade"),
    Case("从黑屏淡入，放大", "one", motion="zoom-in", says="还不能让单张图片淡入"),
    Case("trending song by Taylor Swift", "one", says="don't have that song"),
    Case("zoom in with a happy song by Pharrell", "one", motion="zoom-in", says="that song"),
    Case("配抖音热歌", "one", says="没有这首歌", frame="16:9"),
    Case("4k", "one", says="1080p", hides="format"),
    Case("4k画质", "one", says="1080p", hides="画幅"),
    Case("4k vertical", "one", frame="9:16", says="format 9:16"),
    Case(
        "2 seconds, 10 second crossfade",
        "three",
        seconds=2,
        transition="crossfade",
        says="at most",
    ),
    Case("1 second crossfades, 12 seconds", "three", transition_s=1, hides="at most"),
    Case("6秒，10秒叠化", "three", seconds=6, transition="crossfade", says="最多"),
    # Slips of the pen
    Case("zooom in slowy for 3 secnds", "one", seconds=3, motion="zoom-in", pace="<"),
    Case("vertcal, upbeat musci", "one", frame="9:16", music="upbeat"),
    Case("jigle in a looop", "one", motion="jiggle", loop=True),
    Case("tilte: Summer Sael, in the centre", "one", titles=["Summer Sael"], place="center"),
    Case("smooth transtions, 9 secodns", "three", seconds=9, transition="crossfade"),
    Case("add the title “Zooom”, zoooom out", "one", titles=["Zooom"], motion="zoom-out"),
    Case("my horse and a flower under a cloud", "one"),
    Case("a snake in a palace at the coast, zoom in", "one", motion="zoom-in"),
    Case("the Squre Hotel, zoom out", "one", motion="zoom-out"),
    # Which pictures
    Case("just use 1 and 3", "three", order="AC"),
    Case("only pictures 1 and 3", "three", order="AC"),
    Case("only 1 and 3, 5 seconds", "three", order="AC"),
    Case("only the first two photos", "three", order="AB"),
    Case("只用第1和第3张", "three", order="AC"),
    Case("只用第一张", "three", order="A"),
    # Refusals
    Case("don't do anything", "one", changed=False, says="wait"),
    Case("no thanks, not yet", "three", changed=False, says="wait"),
    Case("hello", "one", changed=False, says="what the video should be"),
    Case("你好", "three", changed=False, says="想要什么样的视频"),
    Case("先不用", "one", changed=False, says="先不做"),
    Case("go ahead", "one"),
    Case("undo", "one", changed=False, says="nothing to undo"),
    Case("redo", "one", changed=False, says="nothing to redo"),
    Case("撤销", "three", changed=False, says="没有可以撤销"),
    Case("undo", "more", changed=False, says="nothing to undo"),
    Case("hello", "more", changed=False),
    Case("不要抖动", "one", says="不带果冻抖动"),
    Case("no shaking please", "three", says="without shake"),
    Case("no zoom", "one", motion="none"),
    Case("don't zoom", "loop", says="without zoom", changed=False),
    Case("stop the jiggle", "loop", motion="none"),
    # Stillness and slowness
    Case("3 sec, still", "one", seconds=3, motion="none"),
    Case("make it still", "video-zoom", motion="none"),
    Case("still too fast", "video-zoom", pace="<"),
    Case("慢镜头", "one", pace="<"),
    Case("慢镜头", "video-zoom", pace="<"),
    # One thing rather than the other
    Case("Title should say 'Hello' but not in red, in blue", "one", titles=["Hello"], color="blue"),
    Case("标题写“你好”，不要红色，要蓝色", "one", titles=["你好"], color="blue"),
)
