# What the studio's agent says.

studio-material = { $kind ->
    [clips] { $count ->
        [one] your clip
       *[other] your { $count } clips
    }
    [mixed] your { $count } pictures and clips
   *[pictures] { $count ->
        [one] your picture
       *[other] your { $count } pictures
    }
}
studio-made = Made a video of { $length } from { studio-material }{ $kind ->
    [clips] {""}
   *[other] , with a motion that suits { $count ->
        [one] it
       *[other] each
    }
}.
studio-made-with = Made a video of { $length } from { studio-material }: { $changes }.
studio-prompt-made = Made exactly what your JSON says: { $count ->
    [one] 1 scene
   *[other] { $count } scenes
}, { $length }.
studio-done = Done: { $changes }.
studio-already = Nothing to change, it is like that already: { $changes }.
studio-comma = {", "}
studio-sentences = { $first } { $next }
studio-seconds = { $seconds ->
    [one] { NUMBER($seconds) } second
   *[other] { NUMBER($seconds) } seconds
}
studio-quoted = “{ $words }”

# What was done

studio-did-total = { $length } long
studio-did-each = { $length } for each picture, { $total } in all
studio-did-shot-length = { $length } for picture { $which }
studio-did-trimmed = trimmed to { $length }
studio-did-repeated = played { $times } times in a row
studio-did-moved = pictures moved
studio-did-swapped = two pictures swapped
studio-did-reversed = order reversed
studio-did-shuffled = order shuffled
studio-did-removed = picture { $which } removed
studio-did-inserted = { $count ->
    [one] 1 picture added
   *[other] { $count } pictures added
}
studio-did-replaced = picture { $which } replaced
studio-did-fit-auto = pictures fitted as suits them
studio-did-fit-cover = pictures fill the whole frame
studio-did-fit-contain = pictures shown whole
studio-did-frame = format { $frame }
studio-did-motion = { $which ->
    [all] { $motion }
   *[other] { $motion } on picture { $which }
}
studio-did-still = { $which ->
    [all] no movement
   *[other] picture { $which } stands still
}
studio-did-stronger = { $which ->
    [all] stronger motion
   *[other] stronger motion on picture { $which }
}
studio-did-weaker = { $which ->
    [all] gentler motion
   *[other] gentler motion on picture { $which }
}
studio-did-faster = { $which ->
    [all] faster motion
   *[other] faster motion on picture { $which }
}
studio-did-slower = { $which ->
    [all] slower motion
   *[other] slower motion on picture { $which }
}
studio-did-usual-pace = { $which ->
    [all] the usual pace
   *[other] the usual pace on picture { $which }
}
studio-did-usual-strength = { $which ->
    [all] the usual strength
   *[other] the usual strength on picture { $which }
}
studio-did-loop = looping without a seam
studio-did-no-loop = no loop
studio-did-transition = { $transition } transitions
studio-did-transition-length = { $transition } transitions of { $length }
studio-did-cuts = hard cuts
studio-title-look = { $place ->
    [top] {" at the top"}
    [center] {" in the center"}
    [bottom] {" at the bottom"}
   *[none] {""}
}{ $color ->
    [none] {""}
   *[other] {" "}in { $color }
}{ $size ->
    [small] , small
    [medium] , medium-sized
    [large] , large
   *[none] {""}
}{ $fade ->
    [fades-in] , fading in
    [fades-out] , fading out
    [fades-both] , fading in and out
    [fades-none] , without a fade
   *[none] {""}
}{ $start ->
    [none] {""}
   *[other] , from { NUMBER($start) } s to { NUMBER($end) } s
}
studio-did-title = title “{ $title }”{ studio-title-look }
studio-did-title-style = title{ studio-title-look }
studio-did-no-title = title removed
studio-sound-look = { $fade ->
    [fades-in] , fading in
    [fades-out] , fading out
    [fades-both] , fading in and out
    [fades-none] , without fades
   *[none] {""}
}{ $start ->
    [none] {""}
   *[other] , from { NUMBER($start) } s to { NUMBER($end) } s
}
studio-did-music = { $music } music at { $percent }%{ studio-sound-look }
studio-did-own-music = your “{ $music }” at { $percent }%{ studio-sound-look }
studio-did-volume = music at { $percent }%{ studio-sound-look }
studio-did-music-style = music{ studio-sound-look }
studio-did-no-music = music removed
studio-did-restart = started over with your pictures
studio-did-undo = back to how it was before
studio-did-redo = your change is back

# Names

studio-motion-auto = a motion that suits the picture
studio-motion-zoom-in = zoom in
studio-motion-zoom-out = zoom out
studio-motion-pan-left = pan left
studio-motion-pan-right = pan right
studio-motion-pan-up = pan up
studio-motion-pan-down = pan down
studio-motion-ken-burns = Ken Burns
studio-motion-jiggle = jiggle
studio-motion-bounce = bounce
studio-motion-shake = shake
studio-motion-pulse = pulse
studio-motion-sway = sway
studio-motion-rotate = clockwise rotation
studio-motion-float = floating
studio-motion-none = no movement
studio-transition-crossfade = crossfade
studio-transition-slide = slide
studio-transition-wipe = wipe
studio-transition-zoom = zoom
studio-transition-fade-black = fade-through-black
studio-transition-none = hard-cut
studio-bed-lofi = lo-fi
studio-bed-upbeat = upbeat
studio-bed-calm = calm
studio-bed-cinematic = cinematic
studio-color-white = white
studio-color-black = black
studio-color-grey = grey
studio-color-silver = silver
studio-color-red = red
studio-color-orange = orange
studio-color-gold = gold
studio-color-yellow = yellow
studio-color-green = green
studio-color-lime = lime
studio-color-teal = teal
studio-color-cyan = cyan
studio-color-blue = blue
studio-color-navy = navy
studio-color-purple = purple
studio-color-magenta = magenta
studio-color-pink = pink
studio-color-brown = brown
studio-color-beige = beige

# What was not done, and why

studio-missed-no-such-picture = { $count ->
    [one] The video has just 1 picture.
   *[other] The video has just { $count } pictures.
}
studio-missed-no-fresh-picture = Please send the picture that should go in.
studio-missed-last-picture = I kept the pictures: a video needs at least one.
studio-missed-too-many-pictures = A video holds at most { $most } pictures.
studio-missed-too-many-titles = A video holds at most { $most } titles.
studio-missed-one-picture = Transitions need at least two pictures.
studio-missed-too-long = { $most } (10 minutes) is the longest I make.
studio-missed-too-short = { $most } is the shortest it can be.
studio-missed-nothing-left = That would leave nothing of the video.
studio-missed-no-title = There is no title yet.
studio-missed-no-music = There is no music yet.
studio-missed-clip-silent = A clip's own sound is left out; what is heard is the music that you add.
studio-missed-undrawable = I left { $characters } out of the title: no typeface of mine has it.
studio-missed-undrawable-title = I can't write { $characters }: no typeface of mine has these characters, so there is no such title.
studio-missed-no-audio = I found no sound file from you: send an MP3, WAV, M4A or AAC.
studio-missed-no-direction = That motion has no direction to turn round.
studio-missed-undo = There is nothing to undo.
studio-missed-redo = There is nothing to redo.
studio-limit-resolution = I make at most 1080p, so that is what you get.
studio-limit-rate = Videos always run at 30 frames per second.
studio-limit-one-motion = A picture moves in one way at a time, so I took the last one.
studio-needs-title = And what should the title say? Put it in quotes: title "Hello".
studio-needs-which = Which picture do you mean? Say, for example, “the second one”.
studio-unable = I can't { $things } here.
studio-unknown = I didn't understand { $passages }.
studio-unable-voice = add a voice
studio-unable-talk = make somebody talk or sing
studio-unable-face = change a face
studio-unable-body = make somebody or something in the picture move by itself
studio-unable-background = change the background
studio-unable-colour = change colours or apply filters
studio-unable-erase = retouch a picture
studio-unable-restyle = repaint a picture in another style
studio-unable-generate = invent pictures
studio-unable-upscale = repair or enlarge a picture
studio-unable-particles = add effects like snow or sparkles
studio-unable-sticker = add stickers, logos or frames
studio-unable-captions = write subtitles from speech, or translate
studio-unable-sound-effect = add sound effects
studio-unable-beat = cut to the beat
studio-unable-depth = move through the picture in 3D
studio-unable-parallax = do parallax
studio-unable-font = change the lettering's style
studio-unable-format = write other formats than MP4
studio-unable-blur = blur, mirror or distort
studio-unable-post = publish it for you
studio-unable-music-speed = change how fast music is
studio-unable-title-motion = make a title move other than fade
studio-unable-corner = put a title in a corner (top, center and bottom work)
studio-unable-video-fade = fade a single picture in or out

# Answers

studio-needs-picture = Send me a picture first, then say what it should do.
studio-needs-picture-too = Got the music. Now send me a picture to go with it.
studio-help = I turn your pictures into short videos. Try: “zoom out slowly for 5 seconds”, “jiggle in a loop”, “9:16”, “slide transitions”, “title "Hello" at the top in red”, “calm music at 30%”, “swap 1 and 3”, “make the second one pan left”, “undo”.
studio-hint = I can do motion (zoom, pan, jiggle, bounce …), length, format, transitions, titles, music and the order of pictures.
studio-beds = I play lo-fi, upbeat, calm or cinematic music of my own, or a sound file that you send.
studio-length = It is { $length } long.
studio-state = It is { $length } long, { $count ->
    [one] 1 picture
   *[other] { $count } pictures
}, format { $frame }, { $titles ->
    [0] no title
   *[other] with a title
}, { $music ->
    [0] no music
   *[other] with music
}.
studio-talk-thanks = You're welcome! Tell me if anything should be different.
studio-talk-praise = Glad you like it! Tell me if anything should be different.
studio-talk-hello = Hello! Tell me what the video should be like.
studio-talk-bye = See you! Your video stays here.
studio-talk-yes = Alright! Tell me what to change, if anything.
studio-talk-no = Fine, I leave it as it is.
studio-talk-nothing = I left the video as it is. Tell me what to change: for example “slower”, “10 seconds” or “add calm music”.

# JSON prompts

studio-prompt-wrong = { $count ->
    [one] One thing in your JSON is not right, so I changed nothing:
   *[other] { $count } things in your JSON are not right, so I changed nothing:
}
studio-prompt-problem = • { $path }: { $expected }
studio-prompt-syntax = • line { NUMBER($line, useGrouping: 0) }, column { NUMBER($column, useGrouping: 0) } is no valid JSON; expected there: { $expected }
studio-prompt-twice = • { $path }: this key stands more than once; keep one of them
studio-prompt-pictures = { $count ->
        [one] there is only one picture
       *[other] there are only { $count } pictures
    }
studio-prompt-no-picture = no picture is called that; you sent { $names }
studio-prompt-no-sound = no sound file is called that; you sent { $names }
studio-prompt-silent = no sound file was sent: send an MP3, WAV, M4A or AAC with the pictures
studio-prompt-more = … and { $count } more.

# Turns that failed

studio-broken = The studio could not do that.
studio-disk-full = The studio's disk is full, so nothing was changed. Whoever runs it has to free some space.

# Requests understood in part

studio-limit-clockwise = A rotation goes clockwise here: I can't turn it the other way.
studio-limit-focus = A zoom goes to what stands out in the picture: I can't aim it elsewhere.
studio-missed-title-long = A title shows only while its scene does, so I made it fit.
studio-missed-transition-long = A transition takes at most as long as the pictures beside it show: here { $most }.
studio-needs-song = I don't have that song: send it as a sound file, or choose lo-fi, upbeat, calm or cinematic music.
studio-needs-shape = I don't know the shape that needs: tell me, for example 16:9 or 1640×624.
studio-did-without = without { $motion }
studio-did-resolution = { $side }p
studio-talk-waiting = Alright, I'll wait. Tell me what the video should be like.
studio-motion-zoom = zoom
studio-motion-pan = pan
studio-limit-scene = I move the picture as a whole: what is in it cannot move by itself.
