# 出了什么问题、已经试过什么、现在可以怎么办。读到的可能是聊天里的任何人：
# 以 -operator 结尾的只给机器人的管理者看。

error-unexpected = 出了点意料之外的问题。请再试一次；如果一直这样，请告诉机器人的管理者。
error-cancelled = 已停止。

# 视频服务的使用权限

error-token-rejected = 视频服务拒绝了我的免费访问，重新申请也没有用。请过几分钟再试。
error-token-configured = 我登录不了视频服务：机器人的账号需要管理者来处理。
error-token-configured-operator = 视频服务不接受 NEMO_TOKEN 里的令牌：它有误或已过期。请换上有效的令牌再试。
error-token-refused = 视频服务暂时不再发放免费访问。请{ $wait }再试。
error-token-refused-operator = 视频服务暂时不再发放免费访问。请{ $wait }再试，或者在 NEMO_TOKEN 里填入一个账号的令牌。
error-token-needed = 视频服务没有令牌不让进：机器人的账号需要管理者来处理。
error-token-needed-operator = 视频服务没有令牌不让进。请在 NEMO_TOKEN 里填入它接受的令牌，然后再试。
error-client-id = 视频服务没有认出这个机器人，重新自报家门也不行。请稍后再试。

error-credits = 机器人的积分用完了，这个视频做不了。机器人的账号需要管理者来处理。
error-credits-register = 免费积分用完了。在这里注册，就能继续使用这个账号：{ $link }
error-credits-register-anywhere = 免费积分用完了。想继续的话，请在视频服务注册账号，并把它的令牌填进 NEMO_TOKEN。
error-credits-top-up = 账号的积分用完了。请在这里充值后再试：{ $link }
error-credits-top-up-anywhere = 账号的积分用完了。请到视频服务的账号里充值后再试。

error-plan = 你的编辑已保存，但机器人在视频服务的套餐不支持导出。机器人的账号需要管理者来处理。
error-plan-operator = 你的编辑已保存，但这个账号的套餐不支持导出。请注册或升级套餐，然后再导出：{ $link }
error-plan-operator-anywhere = 你的编辑已保存，但这个账号的套餐不支持导出。请到视频服务注册或升级套餐，然后再导出。

error-studio-missing = 这里还没有可以制作视频的后端：需要机器人的管理者先完成设置。
error-studio-missing-operator = 这里没有可以制作视频的后端：请用“pip install 'stillmotion[studio]'”安装本地工作室，或设置 NEMO_TOKEN 使用 NemoVideo 云端。

# 视频服务以及通往它的路

error-service = 视频服务没能做成，也没有说明原因。请稍后再试。
error-session-gone = 视频服务已经找不到这个项目，之前的编辑也没有了。再试一次，我会重新开始；如果缺少图片，请再发一遍。
error-rate-limited = 视频服务很忙，要求稍等。我等过并重试了一次，还是不行。请{ $wait }再试。
error-unreachable = 我连不上视频服务。这个请求根本没有送到，可以放心稍后再试。
error-unreachable-operator = 我连不上视频服务。这个请求根本没有送到。请检查网络连接和 NEMO_API_URL，然后再试。
error-down = 视频服务自己出了故障，试了几次都没有成功。请过几分钟再试。
error-full = 视频服务没有空间存放文件了，所以没有接受。需要它的管理者腾出空间，然后再试。
error-full-operator = 视频服务没有空间存放文件了，所以没有接受。如果用的是这台机器上的本地工作室，请腾出一些磁盘空间（animate 用的是临时文件夹 TMPDIR，单独运行的工作室用的是 DATA_DIR），然后再试。
error-refused = 视频服务不接受这个请求，原样再发也没有用。请换个说法或换些文件。
error-refused-reason = 视频服务不接受这个请求：“{ $reason }”。请换个说法或换些文件。
error-unreadable = 视频服务的回答我看不懂。请过几分钟再试。
error-unreadable-operator = 视频服务地址上的回答不像是视频服务。请检查 NEMO_API_URL；如果没有写错，请过几分钟再试。

# 一次请求、一次导出、一次传输

error-turn-failed = 视频服务在处理这个请求时遇到了问题。请再试一次，或换个说法。
error-turn-failed-reason = 视频服务在处理这个请求时遇到了问题：“{ $reason }”。请再试一次，或换个说法。
error-turn-timed-out = 我等了{ $span }还没有结果，就不再等了。请再试一次，也可以把要求说得简单些。
error-turn-lost = 连接中途断开了。我查看了好几次，到现在还没有变化。你可以再试一次；如果前一次后来又成功了，两次可能都会计费。
error-render-failed = 视频导出失败，重试一次也没有成功。你的编辑已保存，请过几分钟再试。
error-render-failed-reason = 视频导出失败，重试一次也没有成功：“{ $reason }”。你的编辑已保存，请过几分钟再试。
error-render-timed-out = 过了{ $span }视频还没有导出完，我就不再等了。你的编辑已保存，请再试一次。
error-transfer = 有文件没能完整传送，我试了不止一次。请稍后再试。
error-delivery = 视频已经做好，但没能交给你。请再试一次。
error-delivery-reason = 视频已经做好，但没能交给你（{ $reason }）。请排除这个问题后再试。
error-disk-full = 这里没有空间存放文件了。需要机器人的管理者腾出空间，然后再试。
error-disk-full-operator = 这台机器上没有空间存放文件了。请在临时文件夹里腾出空间，或用 TMPDIR 换一个临时文件夹，然后再试。
error-delivery-unknown = 视频做好了，但我不确定你有没有收到。如果没有，请再要一次。
error-store-too-new = 我被换回了旧版本，读不了新版本留下的数据，需要机器人的管理者来处理。
error-store-too-new-operator = DATA_DIR 里的数据库是由更新的版本写入的。请装回那个版本，或者换一个 DATA_DIR。
error-store-unusable = 我暂时读写不了自己的记录。请稍后再试；如果一直这样，请告诉机器人的管理者。
error-store-unusable-operator = DATA_DIR 里的数据库无法使用：请检查磁盘是否已满或损坏，以及本程序是否有写入权限，然后再试。

# 收到的文件

error-file = { $name }没法直接使用。请换一种格式再发，例如 JPG 或 MP4。
error-file-unreadable = { $name }打不开：它已损坏、不完整，或内容与名称不符。请换一份再发。
error-media-worker = 我这边出了点状况，没能检查文件：机器太忙，或者我正要重启。不是文件的问题，请过几分钟再试。
error-file-empty = { $name }是空的，里面一个字节也没有。请重新发送。
error-file-unsupported = { $name }的类型我用不了。可以用的有：{ $accepted }。
error-file-too-large = { $name }太大了：我最多能收 { $limit }。请压缩或剪短后再发。
error-file-too-large-size = { $name }有 { $size }，而我最多能收 { $limit }。请压缩或剪短后再发。
error-file-too-large-limitless = { $name }太大了。请压缩或剪短后再发。
error-picture-too-big = { $name }的像素太多：我最多能处理{ $pixels }像素。请缩小后再发。
error-some-file = 这个文件
error-named-file = “{ $name }”

error-wait-a-moment = 过一分钟
error-wait-some-days = 过几天
error-wait-span = 过{ $span }

# 写得不对的 JSON 提示

error-prompt = 我还没有开始：JSON 提示里有 { $count } 处不对。请把提示改好再发一次。
error-prompt-problem = • { $path } – 应为：{ $expected }
error-prompt-syntax = • 第 { NUMBER($line, useGrouping: 0) } 行第 { NUMBER($column, useGrouping: 0) } 列 – 不是有效的 JSON，应为：{ $expected }
error-prompt-twice = • { $path }：这个键写了不止一次，请只留一个
error-prompt-more = ……还有 { $count } 处
