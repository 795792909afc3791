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
timeline-span = { $start }–{ $end } 秒
timeline-volume = { $span }，{ $percent }%
