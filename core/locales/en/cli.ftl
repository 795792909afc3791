# What the program itself says on a terminal.

cli-no-backend = There is nothing here to make videos with: install the studio with “pip install 'stillmotion[studio]'”, or set NEMO_TOKEN to use the NemoVideo cloud.

cli-dash = A file whose name begins with a dash looks like an option. Put “--” before the pictures, or write “./{ $name }”.
cli-file-nameless = One of the pictures has an empty name.
cli-file-missing = There is no file { $name }.
cli-file-directory = { $name } is a directory; name the pictures in it.
cli-file-unreadable = The file { $name } may not be read; check its permissions.
cli-name-unusable = { $name } can't be used as a file's name: { $reason }.
cli-output-stream = The video can't go to standard output; name an .mp4 file with --output.
cli-output-directory = --output { $name } is a directory; name a file in it.
cli-output-special = --output { $name } is no ordinary file; name one.
cli-output-picture = --output { $name } is one of the pictures; name another file.
cli-output-format = --output { $name } must end in .mp4: only MP4 videos are made.
cli-output-nowhere = There is no directory { $folder } to write to.
cli-output-readonly = The directory { $folder } can't be written to; try --output elsewhere.
cli-prompt-empty = The prompt is empty. Say what should happen, for example:
cli-prompt-not-text = The prompt is not UTF-8 text.
cli-prompt-too-long = The prompt is too long: it may have { NUMBER($limit) } characters at most.
cli-skill-unknown = There is no skill { $name }; there are: { $names }.
cli-stdout-unwritable = The video is finished ({ $names }), but its name could not be written to standard output.
cli-demo = Open { $url } in your browser. Ctrl-C ends it.
cli-demo-backend = Videos are made by the { $kind ->
    [studio] embedded studio
   *[cloud] NemoVideo cloud
  } ({ $why }).
cli-demo-taken = The web chat can't listen on { $address } ({ $why }). Choose another port with --port; 0 takes a free one.
cli-demo-refused = The web chat does not start: { $reason }.
