# What is said beside the running turns.

ask-for-file = Send me the picture here: as a photo, as a file, or as a link that ends in .jpg or .png.
tray-full = { $count } pictures at once are as many as I can hold. Tell me what should happen with them first.
files-kept = 🖼 I keep the files you sent: no need to send them again.
ask-for-change = What shall I change? Just say it, for example “slower” or “add calm music”.
export-without-video = There is nothing to export yet. Send me a picture first, and tell me what should happen with it.

noted = 📝 Noted, after this:
noted-batch = { $words } (× { $count })
wants-export = Export
wants-prompt = A JSON prompt ({ $what })
prompt-seconds = { $seconds } s
wants-file = What the file says
queue-full = That is a lot at once! { $count ->
        [one] One request is
       *[other] { $count } requests are
    } waiting here already. Say it again when one of them is done.

put-aside = ⏸ The video that these were to change does not exist yet, so I put them aside. Tap a number to have it done all the same, with the same pictures:
nothing-to-cancel = Nothing is running just now.
cancel-not-yours = Only whoever asked for that one, or an admin here, can stop it.
cancel-too-late = Too late: that one has ended already.

new-begun = ✨ A clean slate. Send me a picture, and tell me what should happen with it.
new-begun-afterwards = ✨ What is under way gets finished. Send me the picture for the next one whenever you like.
new-while-running = { $count ->
        [one] A request is
       *[other] { $count } requests are
    } still under way. Shall I stop, or finish first?

changed-too-late = I have begun with your earlier words. Tell me what to change as a new message, please.

status-idle = 😌 Nothing is running.
status-now-preparing = 📤 Getting the files ready: { $words } (for { $elapsed })
status-now-working = ✨ At work: { $words } (for { $elapsed })
status-now-rendering = 🎬 Rendering: { $words } (for { $elapsed })
status-now-sending = 📥 Bringing the video: { $words } (for { $elapsed })
status-queued = ⏳ { $count ->
        [one] One more waits
       *[other] { $count } more wait
    }.
status-last-video = 🎞 Your video: { $said }
status-tray = 🖼 { $count ->
        [one] One picture waits
       *[other] { $count } pictures wait
    } for your words.
status-skill = 🎨 Skill: { $skill }
status-studio = 🏠 Made with the built-in studio (until /new)
status-on-studio = 🏠 This chat is on the built-in studio until /new.

history-empty = There are no videos in this chat yet.
history-sending = 📼 One moment…
history-missing = { $count ->
        [one] One video is
       *[other] { $count } videos are
    } kept no longer.
history-failed = This video could not be sent. Please try again later.

skills = What shall I be good at?
skill-line = { $mark } *{ $title }*: { $description }
skill-gone = That skill is not offered any more. See /skill for those that are.

language-now = 🌐 I speak { $language } here.

settings = ⚙️ Settings of this chat
settings-export-on = Videos: made at once after every change
settings-export-off = Videos: made only when you say “export”
settings-skill = Skill: { $skill } (/skill)
settings-language = Language: { $language } (/language)

forget-sure = This stops what is running and deletes everything kept of this chat: pictures, videos, words and settings. Are you sure?
forget-not-yours = Only an admin here can have everything deleted.
forgotten = 🧹 Done. I remember nothing of this chat.

button-outlived = That button has outlived what it was for. Send me a picture and we start afresh.
pictures-gone = The pictures of that one are kept no longer. Please send them again.

button-status = 📊 Status
button-history = 📼 History
button-credits = 💳 Credits
button-skill = 🎨 Skills
button-settings = ⚙️ Settings
button-language = 🌐 Language

button-redo = 🔁 Redo
button-remix = 🎛 Remix
button-new = ✨ New
button-with-price = { $label } · 💳
button-cancel-place = ✖ { $place }
button-do-anyway = ▶ { $place }
button-stop-for-new = 🛑 Stop it
button-new-afterwards = ⏭ After it
button-forget = 🧹 Yes, delete it all
button-export-on = Make videos at once
button-export-off = Only when I say “export”

request-format = Change the format to { $shape }
request-clip-only = Remove the music, the title and the effects that were added; leave only the clip
all-kept = ✅ Everything stays as it is in the video.

help-commands =
    Send pictures and say what should happen. Afterwards just say what to change.
    /new starts over · /cancel stops · /status what is going on
    /export makes the video · /history the last videos · /credits what is left
    /skill, /language, /settings choose · /forget deletes everything
help-operator = For you as operator: /allow, /deny and /quota with an id (or “here”), and /stats.

disk-low = I am short of space just now and can't take new pictures. Please try again later.
disk-low-operator = Less than { $least } of disk space is free, so I take no new pictures. Make room, or lower MIN_FREE_DISK.

not-welcome = I only work for people I was told about. Whoever runs me can let you in; your id is { $person }.
quota-person = That was today's last one: { $limit ->
        [one] one video a day is
       *[other] { $limit } videos a day are
    } yours. The next one is possible in { $wait }.
quota-chat = This chat has had its { $limit ->
        [one] one video
       *[other] { $limit } videos
    } of the day. The next one is possible in { $wait }.
quota-left = You asked for { $count } videos, and { $left ->
        [one] only one is
       *[other] only { $left } are
    } left of today's { $limit }. Ask for fewer, or again in { $wait }.
quota-too-many = { $count } videos at once are more than the { $limit } of a day. Please ask for fewer.
quota-none = No videos can be made for you here. Whoever runs me can change that.

operators-only = Only whoever runs me can do that.
allow-usage = Name an id, such as /allow 12345, or “here” for this chat.
allowed = ✅ { $subject } may use me.
denied = ⛔ { $subject } may not use me any more.
quota-usage = Name an id and a number, such as /quota 12345 50, or “here” for this chat. Without a number the usual one holds again.
quota-set = ✅ { $subject }: { $count ->
        [one] one video
       *[other] { $count } videos
    } a day.
quota-reset = ✅ { $subject }: the usual number a day.
stats =
    📊 The last 24 hours
    Done: { $done } · failed: { $failed } · stopped: { $cancelled } · under way: { $unfinished }
    Chats: { $chats } · people: { $authors }
    Files kept: { $size }
