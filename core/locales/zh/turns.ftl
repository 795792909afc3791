# 一次制作过程中与结束时的说明

status-received = 👀 收到…
status-waiting = ⏳ 暂时连不上视频服务。它一恢复，我就自动继续。

turn-cancelled-here = 🛑 这边已停止。视频服务无法中途叫停，后台可能仍会做完并扣费。

button-cancel = 取消
button-retry = 🔁 重试
button-studio = 🎬 改用本地工作室制作
