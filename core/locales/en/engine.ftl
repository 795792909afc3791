# What the status message and plain answers say.

status-connecting = 🔌 Setting things up…
status-checking = 🔎 Looking at { $total ->
        [one] your picture
       *[other] picture { $current } of { $total }
    }…
status-uploading = 📤 Uploading { $count ->
        [one] your file
       *[other] { $count } files
    }…
status-working = ✨ Working on it…
status-tool = ✨ { $tool }…
status-still-working = ⏳ Still working…
status-reconnecting = 🔁 The connection broke off; looking up how far it got…
status-rendering = 🎬 Rendering…
status-rendering-again = 🎬 That did not work; rendering once more…
status-fetching = 📥 Fetching the video…

batch-picture = Picture { $number } of { $total }: { $name }

tool-title = Setting the title
tool-music = Choosing the music
tool-transition = Joining the scenes
tool-motion = Bringing it to life
tool-generate = Creating the clip
tool-look = Looking closely
tool-edit = Arranging the timeline
tool-other = Working on it

turn-cancelled = 🛑 Stopped. Nothing more will happen to this one.

ask-for-picture = Send me a picture first, then tell me what should happen with it.
ask-what-to-do = { $count ->
        [one] Nice! What should happen with it?
       *[other] Nice, { $count } pictures! What should happen with them?
    }

credits-balance = 💳 { NUMBER($available) } { $available ->
        [one] credit is
       *[other] credits are
    } left{ $frozen ->
        [0] {""}
       *[other] , { NUMBER($frozen) } more set aside for running work
    }.

error-defect = Something went wrong inside me, and that is my fault, not yours. Please try once more.
