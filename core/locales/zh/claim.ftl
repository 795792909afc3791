# 打开项目链接时看到的页面。

claim-title = 你的 Stillmotion 项目
claim-lead = 此页仅供查看，无法修改任何内容；链接过一段时间会失效。
claim-videos = 视频
claim-no-video = 还没有导出过视频。请先让机器人导出，再打开此页。
claim-video-facts = { $width } × { $height } · { $seconds } 秒 · { $size }
claim-timeline = 时间线上的内容
claim-empty = 时间线上还没有内容。
claim-shot = { $motion }，{ $seconds } 秒
claim-clip = 视频片段，{ $seconds } 秒
claim-text = 标题，{ $start }–{ $end } 秒
claim-music = 音乐，{ $percent }%
claim-over = 链接已失效
claim-over-lead = 这类链接只在一段时间内有效。请向机器人再要一个。
