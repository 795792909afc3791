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
timeline-span = { $start }-{ $end }s
timeline-volume = { $span }, { $percent }%
