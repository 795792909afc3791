# What a turn says on its way and in the end.

status-received = 👀 Got it…
status-waiting = ⏳ The video service can't be reached just now. I'll go on by myself as soon as it answers.
status-waiting-otherwise = ⏳ That did not work just now. I'll try again by myself in a little while.

turn-cancelled-here = 🛑 Stopped here. The video service can't be told to stop, so it may finish this in the background and charge for it.
status-first-stage = 🎞 The clip is there. Waiting for what the service adds to it: music, a title, effects…
status-sending = 📤 Sending the video…
turn-ready = ✅ Ready ↑
project-reset = ♻️ The video service no longer knew this project, so it was reset: I started it anew with the pictures I still had.
follow-up-next = ➡️ There is one more step to it, which I do next: “{ $instruction }”
delivery-unknown = ⚠️ I was interrupted while sending the video. If it did not arrive, tap the button and I'll send it.

button-cancel = Cancel
button-retry = 🔁 Try again
button-studio = 🎬 Make it with the studio
button-export = 🎬 Export
button-send-again = 📤 Send it
button-keep-all = ✅ Keep all
button-clip-only = 🎞 Clip only
