# What went wrong, what was tried, and what the person can do about it. Whoever reads one may be
# anybody in a chat: keys that end in -operator are for the person who runs the bot alone.

error-unexpected = Something went wrong that I had not expected. Please try again; if it stays like this, tell whoever runs the bot.
error-cancelled = Stopped.

# Access to the video service

error-token-rejected = The video service turned my free access down, and renewing it did not help. Please try again in a few minutes.
error-token-configured = I can't sign in to the video service: the bot's account needs its operator.
error-token-configured-operator = The video service does not accept the token in NEMO_TOKEN: it is wrong or has expired. Put in a valid one, then try again.
error-token-refused = The video service is giving out no more free access for now. Please try again { $wait }.
error-token-refused-operator = The video service is giving out no more free access for now. Try again { $wait }, or set NEMO_TOKEN to the token of an account.
error-token-needed = The video service lets nobody in without a token: the bot's account needs its operator.
error-token-needed-operator = The video service lets nobody in without a token. Put one that it accepts into NEMO_TOKEN, then try again.
error-client-id = The video service did not recognise this bot, not even after it introduced itself anew. Please try again in a moment.

error-credits = The bot has used up its credits, so I can't make this one. The bot's account needs its operator.
error-credits-register = The free credits are used up. Register here to go on with this account: { $link }
error-credits-register-anywhere = The free credits are used up. To go on, register an account with the video service and put its token into NEMO_TOKEN.
error-credits-top-up = The account's credits are used up. Top them up here, then try again: { $link }
error-credits-top-up-anywhere = The account's credits are used up. Top them up in your account at the video service, then try again.

error-plan = Your edit is safe, but the bot's plan at the video service does not include exports. The bot's account needs its operator.
error-plan-operator = Your edit is safe, but the account's plan does not include exports. Register or upgrade the plan, then export again: { $link }
error-plan-operator-anywhere = Your edit is safe, but the account's plan does not include exports. Register or upgrade the plan at the video service, then export again.

error-studio-missing = There is nothing here to make videos with yet: the bot needs its operator to finish setting it up.
error-studio-missing-operator = There is nothing here to make videos with: install the studio with “pip install 'stillmotion[studio]'”, or set NEMO_TOKEN to use the NemoVideo cloud.

# The video service and the way to it

error-service = The video service could not do this, and said nothing that would explain it. Please try again in a moment.
error-session-gone = The video service no longer knows this project, so its edits are gone. Try again and I'll start it anew; if pictures are missing, send them once more.
error-rate-limited = The video service is busy and asked for a pause. I waited and tried once more, in vain. Please try again { $wait }.
error-unreachable = I can't get through to the video service. This request never reached it, so it is safe to try again in a moment.
error-unreachable-operator = I can't get through to the video service. This request never reached it. Check the network connection and NEMO_API_URL, then try again.
error-down = The video service has trouble of its own at the moment and several attempts got nowhere. Please try again in a few minutes.
error-full = The video service has no room left for files, so it did not take this. Whoever runs it has to make some; then try again.
error-full-operator = The video service has no room left for files, so it did not take this. If it is the studio on this machine, free some disk space – where “animate” works, that is in the temporary folder (TMPDIR), for a studio of its own in DATA_DIR – then try again.
error-refused = The video service does not accept this request; sending the same again won't help. Try it with other words or other files.
error-refused-reason = The video service does not accept this request: “{ $reason }”. Try it with other words or other files.
error-unreadable = The video service gave an answer that makes no sense to me. Please try again in a few minutes.
error-unreadable-operator = What answers at the video service's address does not talk like one. Check NEMO_API_URL; if it is right, try again in a few minutes.

# A turn, an export, a transfer

error-turn-failed = The video service ran into trouble with this request. Try again, or say it in other words.
error-turn-failed-reason = The video service ran into trouble with this request: “{ $reason }”. Try again, or say it in other words.
error-turn-timed-out = I waited { $span } and no result came, so I stopped waiting. Try again, perhaps with a simpler request.
error-turn-lost = The connection broke off in the middle. I looked for the result several times and nothing has changed so far. You can try again; should the first attempt still come through, both may be charged.
error-render-failed = Exporting the video failed, and so did a second attempt. Your edit is safe; please try again in a few minutes.
error-render-failed-reason = Exporting the video failed, and so did a second attempt: “{ $reason }”. Your edit is safe; please try again in a few minutes.
error-render-timed-out = Exporting the video was not finished after { $span }, so I stopped waiting. Your edit is safe; please try again.
error-transfer = A file did not come through whole, although I tried more than once. Please try again in a moment.
error-delivery = The video is finished, but I could not hand it over. Please try again.
error-delivery-reason = The video is finished, but I could not hand it over ({ $reason }). Put that right, then try again.
error-disk-full = There is no room left here to keep the file. Whoever runs the bot has to make some; then try again.
error-disk-full-operator = There is no room left on this machine to keep files. Free some space in the temporary folder, or name another one in TMPDIR, then try again.
error-delivery-unknown = The video is finished, but I can't tell whether it reached you. If it did not, ask for it again.
error-store-too-new = I was brought back to an older version that can't read what the newer one kept. Whoever runs the bot has to mend that.
error-store-too-new-operator = The database in DATA_DIR was written by a newer version of this program. Install that version again, or choose another DATA_DIR.
error-store-unusable = I can't reach my own notes just now. Please try again in a moment; if it stays like this, tell whoever runs the bot.
error-store-unusable-operator = The database in DATA_DIR can't be used: see whether its disk is full or broken and whether this program may write there. Then try again.

# Files somebody sent

error-file = { $name } can't be used as it is. Please send it again in another form, for example as a JPG or MP4.
error-file-unreadable = { $name } can't be opened: it is damaged, incomplete or not what its name says. Please send another copy of it.
error-media-worker = Something on my side kept me from looking into a file: this machine is too busy, or I was about to be restarted. The file is not to blame; please try again in a few minutes.
error-file-empty = { $name } is empty: there is not a single byte in it. Please send it again.
error-file-unsupported = { $name } is of a kind that I can't use. These work: { $accepted }.
error-file-too-large = { $name } is too large: I can take { $limit } at most. Make it smaller or shorter, then send it again.
error-file-too-large-size = { $name } has { $size }, and I can take { $limit } at most. Make it smaller or shorter, then send it again.
error-file-too-large-limitless = { $name } is too large. Make it smaller or shorter, then send it again.
error-picture-too-big = { $name } has more pixels than I can take, which is { $pixels }. Scale it down, then send it again.
error-some-file = The file
error-named-file = “{ $name }”

error-wait-a-moment = in a minute
error-wait-some-days = in a few days
error-wait-span = in { $span }

# A JSON prompt that is not in order

error-prompt = I did not start yet: { $count ->
        [one] one thing in the JSON prompt is
       *[other] { $count } things in the JSON prompt are
    } not in order. Mend the prompt and send it again.
error-prompt-problem = • { $path } – expected: { $expected }
error-prompt-syntax = • line { NUMBER($line, useGrouping: 0) }, column { NUMBER($column, useGrouping: 0) } – this is no valid JSON; expected: { $expected }
error-prompt-twice = • { $path } – this key stands more than once; keep one of them
error-prompt-more = … and { $count } more
