# The page that opens when somebody follows a link to their project.

claim-title = Your Stillmotion project
claim-lead = For looking only: nothing can be changed here, and the link stops working after a while.
claim-videos = Videos
claim-no-video = No video has been exported yet. Ask the bot for one, then open this page again.
claim-video-facts = { $width } × { $height } · { $seconds } s · { $size }
claim-timeline = On the timeline
claim-empty = There is nothing on the timeline yet.
claim-shot = { $motion }, { $seconds } s
claim-clip = clip, { $seconds } s
claim-text = Title, { $start }–{ $end } s
claim-music = Music, { $percent }%
claim-over = This link is over
claim-over-lead = Links like this one work for a while only. Ask the bot for a new one.
