# 在进行中的任务之外所说的话。

ask-for-file = 把图片直接发到这里：照片、文件，或者以 .jpg、.png 结尾的链接都可以。
tray-full = 我最多同时拿着 { $count } 张图片。请先告诉我这些想怎么做。
files-kept = 🖼 发来的文件我先留着，不用再发一次。
ask-for-change = 想改哪里？直接说就行，比如“慢一点”或“加一段舒缓的音乐”。
export-without-video = 还没有可以导出的内容。先发一张图片，再告诉我想怎么做。

noted = 📝 记下了，接下来做：
noted-batch = { $words }（共 { $count } 个）
wants-export = 导出
wants-prompt = JSON 提示（{ $what }）
prompt-seconds = { $seconds } 秒
wants-file = 按文件里写的做
queue-full = 一下子太多啦！这里已经有 { $count } 个请求在排队。等做完一个再说一次吧。

put-aside = ⏸ 要改的视频还没有做出来，所以这些先放下了。想用同样的图片照做，点编号就行：
nothing-to-cancel = 现在没有正在进行的任务。
cancel-not-yours = 只有提出请求的人或这里的管理员才能停止它。
cancel-too-late = 晚了一步，它已经结束了。

new-begun = ✨ 重新开始。发一张图片，告诉我想怎么做。
new-begun-afterwards = ✨ 正在做的会继续做完。下一个视频的图片随时可以发来。
new-while-running = 还有 { $count } 个请求没做完。要停掉，还是做完再说？

changed-too-late = 我已经按原来的话开始做了。要改什么，请另发一条消息告诉我。

status-idle = 😌 现在没有任务。
status-now-preparing = 📤 正在准备文件：{ $words }（已经 { $elapsed }）
status-now-working = ✨ 正在制作：{ $words }（已经 { $elapsed }）
status-now-rendering = 🎬 正在渲染：{ $words }（已经 { $elapsed }）
status-now-sending = 📥 正在取回视频：{ $words }（已经 { $elapsed }）
status-queued = ⏳ 还有 { $count } 个在排队。
status-last-video = 🎞 你的视频：{ $said }
status-tray = 🖼 有 { $count } 张图片在等你说怎么做。
status-skill = 🎨 技能：{ $skill }
status-studio = 🏠 由内置工作室制作（直到 /new）
status-on-studio = 🏠 在 /new 之前，这个聊天都用内置工作室制作。

history-empty = 这个聊天里还没有视频。
history-sending = 📼 稍等…
history-missing = 有 { $count } 个视频已经不再保存。
history-failed = 这个视频没能发出来，请稍后再试。

skills = 想让我擅长什么？
skill-line = { $mark } *{ $title }*：{ $description }
skill-gone = 这个技能已经不提供了。可用的技能见 /skill。

language-now = 🌐 我在这里说{ $language }。

settings = ⚙️ 这个聊天的设置
settings-export-on = 视频：每次修改后立即生成
settings-export-off = 视频：你说“导出”时才生成
settings-skill = 技能：{ $skill }（/skill）
settings-language = 语言：{ $language }（/language）

forget-sure = 这会停止正在进行的任务，并删除这个聊天保存的一切：图片、视频、文字和设置。确定吗？
forget-not-yours = 只有这里的管理员才能删除全部内容。
forgotten = 🧹 好了。我不再记得这个聊天的任何内容。

button-outlived = 这个按钮对应的内容已经不在了。发一张图片，我们重新开始。
pictures-gone = 那个视频用的图片已经不再保存，请重新发一次。

button-status = 📊 进度
button-history = 📼 最近的视频
button-credits = 💳 额度
button-skill = 🎨 技能
button-settings = ⚙️ 设置
button-language = 🌐 语言

button-redo = 🔁 重做
button-remix = 🎛 改一改
button-new = ✨ 新视频
button-with-price = { $label } · 💳
button-cancel-place = ✖ { $place }
button-do-anyway = ▶ { $place }
button-stop-for-new = 🛑 停掉
button-new-afterwards = ⏭ 做完再说
button-forget = 🧹 是的，全部删除
button-export-on = 修改后立即生成
button-export-off = 我说“导出”才生成

request-format = 把画面比例改成 { $shape }
request-clip-only = 去掉标题和音乐，不要附加内容
all-kept = ✅ 已全部保留，视频不变。

help-commands =
    发图片，说说想怎么做；之后想改哪里，直接说就行。
    /new 重新开始 · /cancel 停止 · /status 看进度
    /export 生成视频 · /history 最近的视频 · /credits 剩余额度
    /skill、/language、/settings 做选择 · /forget 删除全部
help-operator = 你是运营者：/allow、/deny、/quota 后面写 ID（或写“这里”），还有 /stats。

disk-low = 我的存储空间暂时不够，收不了新图片。请稍后再试。
disk-low-operator = 可用磁盘空间不到 { $least }，所以暂不接收新图片。请腾出空间，或调低 MIN_FREE_DISK。

not-welcome = 我只为登记过的人服务。运营者可以为你开通，你的 ID 是 { $person }。
quota-person = 今天的次数用完了：每天 { $limit } 个视频。再过{ $wait }就可以做下一个。
quota-chat = 这个聊天今天的 { $limit } 个视频已经用完。再过{ $wait }就可以做下一个。
quota-left = 你要 { $count } 个视频，而今天的 { $limit } 个只剩 { $left } 个。可以少要几个，或者过{ $wait }再来。
quota-too-many = 一次要 { $count } 个视频，超过了一天的 { $limit } 个。请少要几个。
quota-none = 这里不能为你制作视频。运营者可以更改。

operators-only = 只有运营者才能这样做。
allow-usage = 请写上 ID，例如 /allow 12345；写“这里”表示这个聊天。
allowed = ✅ { $subject } 可以使用我了。
denied = ⛔ { $subject } 不能再使用我了。
quota-usage = 请写上 ID 和数字，例如 /quota 12345 50；写“这里”表示这个聊天。不写数字就恢复默认。
quota-set = ✅ { $subject }：每天 { $count } 个视频。
quota-reset = ✅ { $subject }：恢复默认的每日数量。
stats =
    📊 过去 24 小时
    完成：{ $done } · 失败：{ $failed } · 停止：{ $cancelled } · 进行中：{ $unfinished }
    聊天：{ $chats } · 用户：{ $authors }
    保存的文件：{ $size }
