# 一次制作过程中与结束时的说明

status-received = 👀 收到…
status-waiting = ⏳ 暂时连不上视频服务。它一恢复，我就自动继续。
status-waiting-otherwise = ⏳ 刚才没有成功，过一会儿我会自动再试。

turn-cancelled-here = 🛑 这边已停止。视频服务无法中途叫停，后台可能仍会做完并扣费。
status-first-stage = 🎞 画面已经生成，正在等服务补上音乐、标题和特效…
status-sending = 📤 正在发送视频…
turn-ready = ✅ 做好了 ↑
project-reset = ♻️ 视频服务已找不到这个项目，项目已重置：我用手头还有的图片重新开始了。
follow-up-next = ➡️ 还差一步，我接着来做：“{ $instruction }”
delivery-unknown = ⚠️ 发送视频时被打断了。如果没有收到，点一下按钮，我就发给你。

button-cancel = 取消
button-retry = 🔁 重试
button-studio = 🎬 改用本地工作室制作
button-export = 🎬 导出
button-send-again = 📤 发给我
button-keep-all = ✅ 全部保留
button-clip-only = 🎞 只要画面
