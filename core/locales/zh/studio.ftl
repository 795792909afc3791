# 工作室助手说的话

studio-material = { $kind ->
    [clips] { $count ->
        [1] 你的视频片段
       *[other] 你的 { $count } 段视频
    }
    [mixed] 你的 { $count } 个图片和视频片段
   *[pictures] { $count ->
        [1] 你的图片
       *[other] 你的 { $count } 张图片
    }
}
studio-made = 用{ studio-material }做好了一段 { $length }的视频{ $kind ->
    [clips] {""}
   *[other] ，动效已按画面自动搭配
}。
studio-made-with = 用{ studio-material }做好了一段 { $length }的视频：{ $changes }。
studio-prompt-made = 已完全按你的 JSON 做好：{ $count } 个镜头，共 { $length }。
studio-done = 好了：{ $changes }。
studio-already = 不用改，现在就是这样：{ $changes }。
studio-comma = {"，"}
studio-sentences = { $first }{ $next }
studio-seconds = { NUMBER($seconds) } 秒
studio-quoted = “{ $words }”

# 做了什么

studio-did-total = 时长 { $length }
studio-did-each = 每张 { $length }，共 { $total }
studio-did-shot-length = 第 { $which } 张显示 { $length }
studio-did-trimmed = 剪到 { $length }
studio-did-repeated = 连续播放 { $times } 遍
studio-did-moved = 图片已移动
studio-did-swapped = 两张图片已交换
studio-did-reversed = 顺序已倒过来
studio-did-shuffled = 顺序已打乱
studio-did-removed = 去掉了第 { $which } 张
studio-did-inserted = 加入了 { $count } 张图片
studio-did-replaced = 换掉了第 { $which } 张
studio-did-fit-auto = 画面按图片自动适配
studio-did-fit-cover = 图片铺满画面
studio-did-fit-contain = 完整显示图片
studio-did-frame = 画幅 { $frame }
studio-did-motion = { $which ->
    [all] { $motion }
   *[other] 第 { $which } 张{ $motion }
}
studio-did-still = { $which ->
    [all] 画面静止
   *[other] 第 { $which } 张静止
}
studio-did-stronger = { $which ->
    [all] 动效更强
   *[other] 第 { $which } 张动效更强
}
studio-did-weaker = { $which ->
    [all] 动效更柔和
   *[other] 第 { $which } 张动效更柔和
}
studio-did-faster = { $which ->
    [all] 动得更快
   *[other] 第 { $which } 张动得更快
}
studio-did-slower = { $which ->
    [all] 动得更慢
   *[other] 第 { $which } 张动得更慢
}
studio-did-usual-pace = { $which ->
    [all] 正常速度
   *[other] 第 { $which } 张正常速度
}
studio-did-usual-strength = { $which ->
    [all] 正常幅度
   *[other] 第 { $which } 张正常幅度
}
studio-did-loop = 无缝循环
studio-did-no-loop = 不循环
studio-did-transition = { $transition }转场
studio-did-transition-length = { $transition }转场，{ $length }
studio-did-cuts = 直接切换
studio-title-look = { $place ->
    [top] ，在上方
    [center] ，在中间
    [bottom] ，在下方
   *[none] {""}
}{ $color ->
    [none] {""}
   *[other] ，{ $color }
}{ $size ->
    [small] ，小号字
    [medium] ，中号字
    [large] ，大号字
   *[none] {""}
}{ $fade ->
    [fades-in] ，淡入
    [fades-out] ，淡出
    [fades-both] ，淡入淡出
    [fades-none] ，不淡入淡出
   *[none] {""}
}{ $start ->
    [none] {""}
   *[other] ，从 { NUMBER($start) } 秒到 { NUMBER($end) } 秒
}
studio-did-title = 标题“{ $title }”{ studio-title-look }
studio-did-title-style = 标题已调整{ studio-title-look }
studio-did-no-title = 去掉了标题
studio-sound-look = { $fade ->
    [fades-in] ，淡入
    [fades-out] ，淡出
    [fades-both] ，淡入淡出
    [fades-none] ，不淡入淡出
   *[none] {""}
}{ $start ->
    [none] {""}
   *[other] ，从 { NUMBER($start) } 秒到 { NUMBER($end) } 秒
}
studio-did-music = { $music }音乐，音量 { $percent }%{ studio-sound-look }
studio-did-own-music = 你的音乐“{ $music }”，音量 { $percent }%{ studio-sound-look }
studio-did-volume = 音乐音量 { $percent }%{ studio-sound-look }
studio-did-music-style = 音乐已调整{ studio-sound-look }
studio-did-no-music = 去掉了音乐
studio-did-restart = 用你的图片重新开始
studio-did-undo = 回到了上一步
studio-did-redo = 刚才的修改又回来了

# 名称

studio-motion-auto = 自动动效
studio-motion-zoom-in = 放大
studio-motion-zoom-out = 缩小
studio-motion-pan-left = 向左平移
studio-motion-pan-right = 向右平移
studio-motion-pan-up = 向上平移
studio-motion-pan-down = 向下平移
studio-motion-ken-burns = 肯·伯恩斯效果
studio-motion-jiggle = 果冻抖动
studio-motion-bounce = 弹跳
studio-motion-shake = 震动
studio-motion-pulse = 呼吸脉动
studio-motion-sway = 摇摆
studio-motion-rotate = 顺时针旋转
studio-motion-float = 漂浮
studio-motion-none = 静止
studio-transition-crossfade = 叠化
studio-transition-slide = 滑动
studio-transition-wipe = 擦除
studio-transition-zoom = 缩放
studio-transition-fade-black = 闪黑
studio-transition-none = 直接切换
studio-bed-lofi = 轻松的 lo-fi{" "}
studio-bed-upbeat = 欢快的
studio-bed-calm = 舒缓的
studio-bed-cinematic = 电影感的
studio-color-white = 白色
studio-color-black = 黑色
studio-color-grey = 灰色
studio-color-silver = 银色
studio-color-red = 红色
studio-color-orange = 橙色
studio-color-gold = 金色
studio-color-yellow = 黄色
studio-color-green = 绿色
studio-color-lime = 亮绿色
studio-color-teal = 蓝绿色
studio-color-cyan = 青色
studio-color-blue = 蓝色
studio-color-navy = 深蓝色
studio-color-purple = 紫色
studio-color-magenta = 洋红色
studio-color-pink = 粉色
studio-color-brown = 棕色
studio-color-beige = 米色

# 没做的，以及原因

studio-missed-no-such-picture = 视频里一共只有 { $count } 张图片。
studio-missed-no-fresh-picture = 请把要放进去的图片发给我。
studio-missed-last-picture = 图片都留着：视频至少要有一张。
studio-missed-too-many-pictures = 一段视频最多 { $most } 张图片。
studio-missed-too-many-titles = 一段视频最多 { $most } 个标题。
studio-missed-one-picture = 至少两张图片才有转场。
studio-missed-too-long = 最长只能做 { $most }（10 分钟）。
studio-missed-too-short = 最短要 { $most }。
studio-missed-nothing-left = 这样剪视频就没有了。
studio-missed-no-title = 现在还没有标题。
studio-missed-no-music = 现在还没有音乐。
studio-missed-clip-silent = 视频片段不带自己的声音，只会听到你加的音乐。
studio-missed-undrawable = 标题里去掉了 { $characters }：我的字体里没有。
studio-missed-undrawable-title = 写不出 { $characters }：我的字体里没有这些字符，所以没有加这个标题。
studio-missed-no-audio = 没找到你发的音频：请发 MP3、WAV、M4A 或 AAC 文件。
studio-missed-no-direction = 这种动效没有方向可以反过来。
studio-missed-undo = 没有可以撤销的修改。
studio-missed-redo = 没有可以重做的修改。
studio-limit-resolution = 最高做到 1080p，所以给你的是 1080p。
studio-limit-rate = 视频固定为每秒 30 帧。
studio-limit-one-motion = 一张图片一次只能有一种动效，我用了最后说的那种。
studio-needs-title = 标题写什么？请用引号告诉我，例如：标题“你好”。
studio-needs-which = 你指的是哪张图片？比如说“第二张”。
studio-unable = 我在这里还不能{ $things }。
studio-unknown = 没看懂{ $passages }。
studio-unable-voice = 加旁白或配音
studio-unable-talk = 让人说话或唱歌
studio-unable-face = 改变人的表情
studio-unable-body = 让画面里的人或物自己动
studio-unable-background = 更换或去除背景
studio-unable-colour = 调色或加滤镜
studio-unable-erase = 修图
studio-unable-restyle = 把图片换成别的画风
studio-unable-generate = 凭空生成图片
studio-unable-upscale = 修复或放大原图
studio-unable-particles = 加雪花、闪光之类的特效
studio-unable-sticker = 加贴纸、标志或边框
studio-unable-captions = 识别语音字幕或翻译
studio-unable-sound-effect = 加音效
studio-unable-beat = 跟着节拍剪辑
studio-unable-depth = 做三维运镜
studio-unable-parallax = 做视差效果
studio-unable-font = 更换字体样式
studio-unable-format = 输出 MP4 以外的格式
studio-unable-blur = 模糊、镜像或变形
studio-unable-post = 替你发布
studio-unable-music-speed = 改变音乐的快慢
studio-unable-title-motion = 让标题做淡入淡出以外的动画
studio-unable-corner = 把标题放到角落（可以放上、中、下）
studio-unable-video-fade = 让单张图片淡入或淡出

# 回答

studio-needs-picture = 请先发一张图片，再告诉我想要什么效果。
studio-needs-picture-too = 音乐收到了，再发一张图片来搭配吧。
studio-help = 我把你的图片做成短视频。可以这样说：“慢慢缩小，5秒”“循环抖动”“9:16”“滑动转场”“上方红色标题「你好」”“舒缓的音乐，音量30%”“交换第一张和第三张”“第二张左移”“撤销”。放大、平移、弹跳、旋转等动效也都可以。
studio-hint = 我能做的有：动效（放大、平移、抖动、弹跳等）、时长、画幅、转场、标题、音乐和图片顺序。
studio-beds = 我自带轻松的 lo-fi、欢快、舒缓和电影感四种音乐，你也可以发自己的音频文件。
studio-length = 现在是 { $length }。
studio-state = 现在是 { $length }，{ $count } 张图片，画幅 { $frame }，{ $titles ->
    [0] 没有标题
   *[other] 有标题
}，{ $music ->
    [0] 没有音乐
   *[other] 有音乐
}。
studio-talk-thanks = 不客气！想改哪里随时告诉我。
studio-talk-praise = 你喜欢就好！想改哪里随时告诉我。
studio-talk-hello = 你好！告诉我想要什么样的视频吧。
studio-talk-bye = 再见！视频一直在这里。
studio-talk-yes = 好的！想改什么就说。
studio-talk-no = 好，就保持现在这样。
studio-talk-nothing = 视频没有改动。告诉我想怎么改，比如“慢一点”“10秒”“加舒缓的音乐”。

# JSON 提示

studio-prompt-wrong = 你的 JSON 有 { $count } 处不对，所以什么都没改：
studio-prompt-problem = • { $path }：{ $expected }
studio-prompt-syntax = • 第 { NUMBER($line, useGrouping: 0) } 行第 { NUMBER($column, useGrouping: 0) } 列不是有效的 JSON，这里应为：{ $expected }
studio-prompt-twice = • { $path }：这个键写了不止一次，请只留一个
studio-prompt-pictures = 只有 { $count } 张图片
studio-prompt-no-picture = 没有叫这个名字的图片，现有：{ $names }
studio-prompt-no-sound = 没有叫这个名字的音频，现有：{ $names }
studio-prompt-silent = 没有收到音频文件：请把 MP3、WAV、M4A 或 AAC 和图片一起发来
studio-prompt-more = …… 还有 { $count } 处。

# 失败的请求

studio-broken = 工作室没能做到。
studio-disk-full = 工作室的磁盘满了，所以什么都没改。需要它的管理者腾出空间。

# 只看懂一部分的请求

studio-limit-clockwise = 这里只能顺时针旋转，不能反着转。
studio-limit-focus = 缩放会对准画面里最突出的部分，不能指定别的位置。
studio-missed-title-long = 标题只在所属镜头里显示，所以我把它调整到放得下。
studio-missed-transition-long = 转场最多和前后图片显示得一样长，这里是 { $most }。
studio-needs-song = 我没有这首歌：请把音频文件发给我，或者选轻松的 lo-fi、欢快、舒缓、电影感的音乐。
studio-needs-shape = 我不知道它的画幅：请告诉我，比如 16:9 或 1640×624。
studio-did-without = 不带{ $motion }
studio-did-resolution = { $side }p
studio-talk-waiting = 好，我先不做。告诉我想要什么样的视频吧。
studio-motion-zoom = 缩放
studio-motion-pan = 平移
studio-limit-scene = 我让整张图片动，画面里的人和物不能自己动。
