# What a turn says on its way and in the end.

status-received = 👀 Got it…
status-waiting = ⏳ The video service can't be reached just now. I'll go on by myself as soon as it answers.

turn-cancelled-here = 🛑 Stopped here. The video service can't be told to stop, so it may finish this in the background and charge for it.

button-cancel = Cancel
button-retry = 🔁 Try again
button-studio = 🎬 Make it with the studio
