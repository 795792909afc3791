# 程序在终端里说的话

cli-no-backend = 这里没有可以制作视频的后端：请用 “pip install 'stillmotion[studio]'” 安装本地工作室，或设置 NEMO_TOKEN 使用 NemoVideo 云端。

cli-dash = 以短横线开头的文件名会被当作选项。请在图片前加上 “--”，或写成 “./{ $name }”。
cli-file-nameless = 有一张图片的文件名是空的。
cli-file-missing = 找不到文件 { $name }。
cli-file-directory = { $name } 是一个文件夹，请写出其中的图片。
cli-file-unreadable = 无法读取文件 { $name }，请检查它的权限。
cli-name-unusable = { $name } 不能用作文件名：{ $reason }。
cli-output-stream = 视频不能写到标准输出，请用 --output 指定一个 .mp4 文件。
cli-output-directory = --output { $name } 是一个文件夹，请指定其中的一个文件。
cli-output-special = --output { $name } 不是普通文件，请另选一个。
cli-output-picture = --output { $name } 就是其中一张图片，请换一个文件名。
cli-output-format = --output { $name } 必须以 .mp4 结尾：这里只能生成 MP4 视频。
cli-output-nowhere = 要写入的文件夹 { $folder } 不存在。
cli-output-readonly = 文件夹 { $folder } 不可写，请用 --output 换一个位置。
cli-prompt-empty = 提示词是空的。请说说想要什么效果，例如：
cli-prompt-not-text = 提示词不是 UTF-8 文本。
cli-prompt-too-long = 提示词太长：最多 { NUMBER($limit) } 个字符。
cli-skill-unknown = 没有名为 { $name } 的技能；可用的有：{ $names }。
cli-stdout-unwritable = 视频已经做好（{ $names }），但无法把文件名写到标准输出。
cli-demo = 请在浏览器中打开 { $url } 。按 Ctrl-C 结束。
cli-demo-backend = 视频由{ $kind ->
    [studio] 内置工作室
   *[cloud] NemoVideo 云端
  }制作（{ $why }）。
cli-demo-taken = 网页聊天无法监听 { $address } （{ $why }）。请用 --port 另选一个端口，0 表示任选空闲端口。
cli-demo-refused = 网页聊天无法启动：{ $reason }。
