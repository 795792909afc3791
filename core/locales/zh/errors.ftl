# 出了什么问题、已经试过什么、现在可以怎么办。

error-cancelled = 已停止。
