# 状态消息与简短回答

status-connecting = 🔌 正在准备…
status-checking = 🔎 正在查看{ $total ->
        [1] 你的图片
       *[other] 第 { $current } 张图片，共 { $total } 张
    }…
status-uploading = 📤 正在上传{ $count ->
        [1] 你的文件
       *[other] {" "}{ $count } 个文件
    }…
status-working = ✨ 正在制作…
status-tool = ✨ { $tool }…
status-still-working = ⏳ 还在制作中…
status-reconnecting = 🔁 连接中断，正在查询进展…
status-rendering = 🎬 正在渲染…
status-rendering-again = 🎬 刚才没有成功，正在重新渲染…
status-fetching = 📥 正在取回视频…

batch-picture = 第 { $number } 张图片，共 { $total } 张：{ $name }

tool-title = 正在设置标题
tool-music = 正在挑选音乐
tool-transition = 正在衔接画面
tool-motion = 正在让画面动起来
tool-generate = 正在生成片段
tool-look = 正在仔细查看
tool-edit = 正在编排时间线
tool-other = 正在处理

turn-cancelled = 🛑 已停止，这一条不会再继续。

ask-for-picture = 请先发一张图片，再告诉我想要什么效果。
ask-what-to-do = { $count ->
        [1] 收到！想让它怎么动？
       *[other] 收到 { $count } 张图片！想让它们怎么动？
    }

credits-balance = 💳 还剩 { NUMBER($available) } 积分{ $frozen ->
        [0] {""}
       *[other] ，另有 { NUMBER($frozen) } 积分已为进行中的任务预留
    }。

error-defect = 我这边出了差错，不是你的问题。请再试一次。
