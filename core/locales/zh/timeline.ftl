# 时间线上有什么，用一行说完。

timeline-empty = 时间线上还没有内容。
timeline-summary = 时间线（{ $count } 条轨道）：{ $tracks }
timeline-track = { $number }. { $track }
timeline-video = 视频：{ $names }（{ $span }）
timeline-audio = 音乐：{ $names }（{ $span }）
timeline-text = 标题：{ $names }（{ $span }）
timeline-other = 其他：{ $names }（{ $span }）
timeline-unnamed = 未命名
timeline-quoted = “{ $text }”
timeline-more = { $names } 等另 { $more } 项
list-and = { $left }、{ $right }
timeline-span = { $start }–{ $end } 秒
timeline-volume = { $span }，{ $percent }%

# 一次修改做了什么。每个短句不带主语和句号，由程序连成一句。

change-nothing = 时间线没有变化。
change-sentence = { $clauses }。
change-more = 另有 { $count } 处修改。
change-and = { $left }，{ $right }
change-and-last = { $left }，{ $right }
change-made = 做好了一段视频：{ $what }
change-made-long = 做好了一段 { $seconds } 秒的视频：{ $what }
change-something = 你的素材
change-shots = { $count } 个镜头
change-cleared = 清空了时间线
change-added = 添加了{ $what }
change-removed = 删除了{ $what }
change-replaced = 把{ $before }换成了{ $after }
change-title = 标题改成了{ $title }
change-length = 视频时长改为 { $after } 秒
change-length-from = 时长从 { $before } 秒改为 { $after } 秒
change-aspect = 画面比例改为 { $aspect }
change-named = 项目命名为{ $name }
change-loop = 视频改为循环播放
change-loop-off = 取消了循环播放
change-motion = { $what }换了动效（{ $motion }）
change-motion-adjusted = 调整了{ $what }的动效
change-motion-off = 去掉了{ $what }的动效
change-transition = { $what }换了转场（{ $transition }）
change-transition-adjusted = 调整了{ $what }的转场
change-pictures = 各张图片
change-volume = { $what }的音量调到 { $percent }%
change-order = 顺序改为{ $what }
change-retimed = { $what }移到 { $start }–{ $end } 秒
change-adjusted = 调整了{ $what }
change-other = 改动了时间线上的一处细节
change-quoted = “{ $name }”
change-names-more = 另外 { $count } 项
change-named-video = { $names }
change-named-audio = 音乐{ $names }
change-named-text = 标题{ $names }
change-named-other = { $names }
change-unnamed-video = { $count } 个镜头
change-unnamed-audio = 音乐
change-unnamed-text = { $count } 个标题
change-unnamed-other = { $count } 个元素

motion-auto = 自动
motion-zoom-in = 放大
motion-zoom-out = 缩小
motion-pan-left = 左移
motion-pan-right = 右移
motion-pan-up = 上移
motion-pan-down = 下移
motion-ken-burns = 肯·伯恩斯
motion-jiggle = 抖动
motion-bounce = 弹跳
motion-shake = 摇晃
motion-pulse = 脉动
motion-sway = 摆动
motion-rotate = 旋转
motion-float = 漂浮
motion-none = 静止

transition-crossfade = 叠化
transition-slide = 滑动
transition-wipe = 擦除
transition-zoom = 缩放
transition-fade-black = 黑场过渡
transition-none = 直接切换

bed-lofi = 轻松 lo-fi
bed-upbeat = 欢快
bed-calm = 舒缓
bed-cinematic = 电影感
