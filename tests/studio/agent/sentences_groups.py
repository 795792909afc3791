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
    # In a hurry
    Case(
        "yo can u animate this plz, like 6 secs n vertical", "one", seconds=6, frame="9:16",
        hides=_LOST,
    ),
    Case(
        "turn these into a reel w/ chill music and smooth transitons pls 🙏", "three",
        music="lofi", transition="crossfade", frame="9:16",
    ),
    Case(
        "15 sec vid, first one zooms in, second pans left, third just stays still", "three",
        seconds=15, motion=["zoom-in", "pan-left", "none"],
    ),
    Case("make it jiggle but not too much lol", "one", motion="jiggle", strength="<"),
    Case(
        "hey! slow zoom on my dog's face, 8 secs, title Good Boy at the bottom", "one",
        seconds=8, motion="zoom-in", pace="<", titles=["Good Boy"], place="bottom",
    ),
    Case(
        'before and after video, crossfade between them, 9s, label the first "Before" and the '
        'second "After"', "three", seconds=9, titles=["Before", "After"], title_span=(3, 3),
    ),
    Case(
        "pan across the landscape left to right real slow, 10s, cinematic music", "one",
        seconds=10, motion="pan-right", pace="<", music="cinematic", hides="format",
    ),
    Case("make it landscape", "video", changed=False, says="16:9"),
    Case("make it bounce like crazy!!! 😂", "one", motion="bounce", strength=">"),
    Case("make it loop forever pls its for my discord server", "one", loop=True, hides=_LOST),
    Case("add a caption saying LFG and shake it hard", "one", titles=["LFG"], motion="shake",
         strength=">"),
    Case("can it be 10 seconds instead of 5 and a bit brighter", "one", seconds=10,
         says="colours"),
    Case("zoom out with music fading out", "one", motion="zoom-out", music="calm"),
    Case("first zooms in second pans left third shakes", "three",
         motion=["zoom-in", "pan-left", "shake"]),
    Case("use 1 and 3 to make a video", "three", order="AC"),
    Case("use pictures 1 and 3", "video", order="AC"),
    Case("switch 1 and 2", "video", order="BAC"),
    Case("zoom in on 1 and 3", "video", motion=["zoom-in", "auto", "zoom-in"]),
    Case("zoom in on 1 and 7", "video", motion=["zoom-in", "auto", "auto"], says="just 3 pictures"),
    Case("make the other one zoom out", "video", changed=False, says="Which picture"),
    Case("no, the first", "video", changed=False, says="Which picture"),
    Case("go back to 3 seconds", "edited", seconds=3, hides="before"),
    Case("undo the music", "edited", seconds=12, music=None),
    Case("lose the music tbh", "story", music=None),
    Case("music a lil quieter", "story", volume=20),
    Case("帮我把这张图动起来呗 发抖音用的", "one", frame="9:16"),
    Case("这几张图做个10秒的视频，加点欢快的音乐，谢谢啦～", "three", seconds=10, music="upbeat"),
    Case("抖起来！！！越夸张越好😂", "one", motion="jiggle", strength=">"),
    Case(
        "第一张放大第二张左移第三张别动，一共9秒", "three", seconds=9,
        motion=["zoom-in", "pan-left", "none"],
    ),
    Case("第一张2秒第二张5秒", "video", lengths=[2, 5, 4]),
    Case("第一张写“一”第二张写“二”", "video", titles=["一", "二"], title_span=(4, 4)),
    Case("用1和3做视频，2不要", "three", order="AC"),
    Case("第二张和第三张换一下", "video", order="ACB"),
    Case("换一首", "story", music="cinematic"),
    Case("恢复原来的速度", "video", changed=False, says="正常速度"),
    Case("先放大再缩小，8秒，不要声音", "one", seconds=8, motion="pulse", hides="音乐"),
    Case("片头3秒显示“我们的旅行”，片尾显示“谢谢观看”", "three",
         titles=["我们的旅行", "谢谢观看"], title_span=(9, 3)),
    Case("每张图都要有不同的动效哦", "three", motion=["zoom-in", "pan-right", "zoom-out"],
         hides="向左"),
    Case("zoom in 慢一点 然后加个title叫 Hello World", "one", motion="zoom-in", pace="<",
         titles=["Hello World"], hides=_LOST_ZH),
    # Numbers are those of the video as it was
    Case("remove the 2nd and make the rest 3s each", "video", order="AC", lengths=[3, 3]),
    Case("delete the first and make the second zoom out", "video", order="BC",
         motion=["zoom-out", "auto"], says="zoom out on picture 2"),
    Case("remove the first, remove the third", "video", order="B"),
    Case("get rid of the middle one", "video", order="AC"),
    Case("middle pic should zoom out", "video", motion=["auto", "zoom-out", "auto"]),
    Case("中间那张去掉", "video", order="AC"),
    Case("第一张放大，后面两张左移", "three", motion=["zoom-in", "pan-left", "pan-left"]),
    Case("make all of them 3 seconds", "video", lengths=[3, 3, 3]),
    Case("都改成3秒", "video", lengths=[3, 3, 3]),
    # Two lines, as of a meme
    Case("text top: WHEN YOU bottom: WAKE UP LATE", "one", titles=["WHEN YOU", "WAKE UP LATE"],
         place="bottom", says="“WHEN YOU” at the top"),
    Case('text: top "one does not simply" bottom "export"', "one",
         titles=["one does not simply", "export"], says="simply” at the top"),
    Case("上面写 我裂开了 下面写 又是周一", "one", titles=["我裂开了", "又是周一"],
         says="“我裂开了”，在上方"),
    Case("hard cuts 1s each, bold text SALE NOW in the middle", "three", transition="none",
         seconds=3, titles=["SALE NOW"], place="center", size="large"),
    # Dissatisfied
    Case("I don't like it, try again", "video", changed=False, says="Tell me what to change"),
    Case("another effect", "video-zoom", motion="pan-right"),
    Case("换个效果", "video-zoom", motion="pan-right"),
    Case("再放大一点", "video-zoom", motion="zoom-in", strength=">"),
    Case("效果不明显", "video-zoom", strength=">"),
    Case("有点晕，别晃那么厉害", "video-zoom", strength="<"),
    Case("加个bgm，燃一点的", "one", music="upbeat"),
)  # fmt: skip
