# What stands on a timeline, in one line.

timeline-empty = There is nothing on the timeline yet.
timeline-summary = Timeline ({ $count ->
    [one] 1 track
   *[other] { $count } tracks
}): { $tracks }
timeline-track = { $number }. { $track }
timeline-video = Video: { $names } ({ $span })
timeline-audio = BGM: { $names } ({ $span })
timeline-text = Title: { $names } ({ $span })
timeline-other = Other: { $names } ({ $span })
timeline-unnamed = untitled
timeline-quoted = "{ $text }"
timeline-more = { $names } + { $more }
list-and = { $left }, { $right }
timeline-span = { $start }-{ $end }s
timeline-volume = { $span }, { $percent }%

# What an edit did. A clause begins with a verb in the past and has no full stop; clauses are
# joined to one sentence, whose first letter the program makes a capital.

change-nothing = Nothing changed on the timeline.
change-sentence = { $clauses }.
change-more = { " " }There { $count ->
    [one] is one more change
   *[other] are { $count } more changes
}.
change-and = { $left }, { $right }
change-and-last = { $left } and { $right }
change-made = made a video: { $what }
change-made-long = made a { $seconds } s video: { $what }
change-something = your material
change-shots = { $count ->
    [one] one shot
   *[other] { $count } shots
}
change-cleared = emptied the timeline
change-added = added { $what }
change-removed = removed { $what }
change-replaced = replaced { $before } with { $after }
change-title = changed a title to { $title }
change-length = made the video { $after } s long
change-length-from = changed the length from { $before } s to { $after } s
change-aspect = changed the format to { $aspect }
change-named = named the project { $name }
change-loop = made the video loop
change-loop-off = stopped the video from looping
change-motion = gave { $what } a new motion ({ $motion })
change-motion-adjusted = adjusted the motion of { $what }
change-motion-off = took the motion off { $what }
change-transition = changed the transition into { $what } ({ $transition })
change-transition-adjusted = adjusted the transition into { $what }
change-pictures = the pictures
change-volume = set the volume of { $what } to { $percent }%
change-order = changed the order to { $what }
change-retimed = moved { $what } to { $start }-{ $end } s
change-adjusted = adjusted { $what }
change-other = changed a detail of the timeline
change-quoted = “{ $name }”
change-names-more = { $count } more
change-named-video = { $names }
change-named-audio = the music { $names }
change-named-text = { $count ->
    [one] the title { $names }
   *[other] the titles { $names }
}
change-named-other = { $names }
change-unnamed-video = { $count ->
    [one] a shot
   *[other] { $count } shots
}
change-unnamed-audio = music
change-unnamed-text = { $count ->
    [one] a title
   *[other] { $count } titles
}
change-unnamed-other = { $count ->
    [one] an element
   *[other] { $count } elements
}

motion-auto = automatic
motion-zoom-in = zoom in
motion-zoom-out = zoom out
motion-pan-left = pan left
motion-pan-right = pan right
motion-pan-up = pan up
motion-pan-down = pan down
motion-ken-burns = Ken Burns
motion-jiggle = jiggle
motion-bounce = bounce
motion-shake = shake
motion-pulse = pulse
motion-sway = sway
motion-rotate = rotate
motion-float = float
motion-none = none

transition-crossfade = crossfade
transition-slide = slide
transition-wipe = wipe
transition-zoom = zoom
transition-fade-black = fade through black
transition-none = plain cut

bed-lofi = Lo-fi
bed-upbeat = Upbeat
bed-calm = Calm
bed-cinematic = Cinematic
