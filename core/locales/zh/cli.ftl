# 程序在终端里说的话

cli-no-backend = 这里没有可以制作视频的后端：请用 “pip install 'stillmotion[studio]'” 安装本地工作室，或设置 NEMO_TOKEN 使用 NemoVideo 云端。
