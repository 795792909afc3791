"""Chinese clauses that ask somebody to use a pointer; see ``english`` for what counts."""

from __future__ import annotations

import re
from typing import Final

from core.conversation.gui_phrases.actions import GuiAction, SendEdit, Shortcut
from core.conversation.gui_phrases.clauses import Clause, Condition, NextStep, Step, Telling

JOINT: Final = re.compile(r"\s*[，,；;：→]\s*(?:然后|接着|并且|或者)?|(?:然后|接着|并且|或者)")
"""What stands between clauses."""

_ADDRESS: Final = re.compile(
    r"(?P<to>(?:请|您|你|可以|可|能|现在|然后|再|接着|接下来|最后|只需要?|只要|需要|直接|先|也|就|还|"
    r"建议|试试|尝试|通过|随时|之后|麻烦|并|或者?|立即|马上|(?:满意|完成|确认|确定|编辑|准备好|弄好|好|看完|没问题|无误|喜欢|预览|检查|修改)了?(?:后|之后|以后|的话))+)?"
)
_CONDITION: Final = re.compile(
    r"如果|若|要是|如需|想|要|为了|等|当|一旦|(?:满意|完成|确认|没问题)[^，]*(?:后|的话)$"
)
_PLACE: Final = (
    r"(?:面板|时间线|时间轴|窗口|菜单|设置|编辑器|页面|选项卡|标签页|侧边栏|工具栏|素材库|属性|轨道|"
    r"按钮|图标|对话框|播放器|画布|右上角|左上角|右下角|左侧|右侧|界面)"
)
_POINT: Final = re.compile(
    r"(?:点击|单击|双击|右键|点选|轻点|点按|点一下|按下|勾选)(?!音|声|效|动画|的|数|率|特|后)"
)
_GO: Final = re.compile(
    rf"(?:打开|进入|前往|切换到|转到|回到|展开|选择|选中|使用|在|到|去|从).*?{_PLACE}"
    r"(?!.*?(?:加|添|放|插|弹|飘|出现|淡))"
)
_PREVIEW: Final = re.compile(
    r"(?:在|到|去|从)?(?:时间线|时间轴|预览窗口|播放器|画布)(?:面板)?(?:中|上|里|内)?(?:预览|播放|查看|观看)|预览窗口|播放按钮"
)
_ACCOUNT: Final = re.compile(
    r"(?:检查|查看|前往|打开|进入|核对|确认|看看|查一下|到|去|在).*?(?:账户|账号|账单|订阅|余额|套餐页|积分|付费页|计费)"
)
_DRAG: Final = re.compile(r"(?:将|把)?[^已了]*?拖(?:拽|动|放|到|至|入|进|曳)")
_HANDING_OVER: Final = re.compile(r"上传|这里|此处|对话框|聊天")
_EXPORT: Final = re.compile(r"(?:导出|下载|渲染|保存)")
_ENDING: Final = re.compile(r"(?:即可|就行|就可以|就好)了?[^，]{0,12}$|吧$")
_BUTTON_TOLD: Final = re.compile(
    r"(?:“|「)?(?:导出|下载|渲染|保存|播放|预览|设置)(?:”|」)?(?:按钮|图标|菜单|面板)(?:在|位于|就在)"
)
_NEXT: Final = re.compile(
    r"(?:选择|选|设置|输入|调整|修改|移动|保存|确认|等待|松开|命名|应用|使用|滑动|找到|按|查看|看)"
)

_DECORATION: Final = re.compile(r"[*_`\[\]“”\"‘’「」『』]")
_NOT_A_WORD: Final = re.compile(r"^[^\w]+")
_VERBS_OF_MOVING: Final = (
    (re.compile(r"拖(?:拽|动|放|曳)"), "移动"),
    (re.compile(r"拖(?=到|至|入|进)"), "移"),
)


def read_clause(clause: str) -> Clause:
    """What the clause asks of its reader."""
    plain = _NOT_A_WORD.sub("", _DECORATION.sub("", clause)).strip()
    if plain.endswith(("?", "？", "吗")) or _is_told(plain):
        return Telling()
    address = _ADDRESS.match(plain)
    asked = plain[address.end() :] if address else plain
    if _DRAG.match(asked):
        # "by dragging …" tells how, it does not ask for it
        return Step(None if address and "通过" in address[0] else _moved(asked))
    if _is_step(asked) or _BUTTON_TOLD.match(plain):
        return Step(_instead(asked))
    addressed = bool(address and address["to"]) or bool(_ENDING.search(asked))
    if _EXPORT.match(asked) and addressed:
        return Step(Shortcut.EXPORT)
    if _CONDITION.match(plain):
        return Condition()
    return NextStep() if _NEXT.match(asked) else Telling()


def _is_told(plain: str) -> bool:
    """Whether it tells what was done or what happens: "我已…", "我把…了"."""
    return re.match(r"(?:我|我们|已|已经|正在|刚才|刚刚)", plain) is not None


def _is_step(asked: str) -> bool:
    return any(pattern.match(asked) for pattern in (_POINT, _GO, _PREVIEW, _ACCOUNT))


def _instead(asked: str) -> GuiAction | None:
    """What the engine can do in place of the step."""
    if _EXPORT.search(asked):
        return Shortcut.EXPORT
    if _ACCOUNT.match(asked):
        return Shortcut.SHOW_CREDITS
    if _PREVIEW.match(asked) or re.search(r"播放|预览", asked):
        return Shortcut.SHOW_SUMMARY
    if re.search(_PLACE, asked) and not re.search(r"按钮|图标", asked):
        return Shortcut.SHOW_STATE
    return None


def _moved(asked: str) -> GuiAction | None:
    if _HANDING_OVER.search(asked):
        return None
    instruction = _ENDING.sub("", asked)
    for pattern, verb in _VERBS_OF_MOVING:
        instruction = pattern.sub(verb, instruction)
    return SendEdit(instruction)
