"""Whether pictures with words start a new video or go into the present one."""

from __future__ import annotations

from typing import Final

from core.conversation.decisions.wording import LOOKED_AT, AnyOf
from core.conversation.quotations import without_content

_PICTURES: Final = (
    r"(?:ones?|two|three|four|five|both|\d+|photos?|pictures?|images?|pics?|shots?|clips?|videos?|"
    r"files?|selfies?|songs?|tracks?|music)"
)
_THESE: Final = (
    rf"(?:(?:all )?(?:of )?(?:this|these|that|those|it|them)(?: (?:new )?{_PICTURES}){{0,2}}"
    rf"|(?:one|two|three|a few|some|\d+) more(?: {_PICTURES})?"
    rf"|(?:another|the new|the other|my) {_PICTURES})"
)
_PRESENT: Final = (
    r"(?:(?:very )?(?:end|beginning|start|front|back|middle|timeline|project)"
    r"|(?:(?:same|current|existing|present|last|previous|first) )?(?:video|clip|film|movie|one))"
)
# what may follow "add this": a place or nothing, but not what is to be done with the picture
_AFTER_THESE: Final = (
    r"(?=\s*(?:$|[,.!?;]|(?:and|then|too|also|please|as|at|to|in|into|on|after|before|between|"
    r"behind|here|now|next)\b))"
)

_ENGLISH_MORE: Final = AnyOf(
    r"\b(?:add(?:ing)?|append|insert|include|attach|put|place|throw in|bring in|squeeze) "
    rf"{_THESE}{_AFTER_THESE}",
    r"^\s*(?:please )?(?:append|insert)\b",
    rf"\b(?:replace|swap|exchange|switch|change|substitute)\b.*\b(?:with|for|to|by) {_THESE}",
    r"\breplace (?:the|my) (?:first|second|third|fourth|fifth|last|previous|other|old|\d+\w*) "
    rf"{_PICTURES}",
    rf"\buse {_THESE} (?:instead|in place|for the (?:end|start|intro)"
    r"|as (?:the|its) (?:music|sound|background|ending|intro))",
    rf"^\s*(?:and|also|plus)\W+{_THESE}\W*(?:$|too|also|as well|please|at|to|for)",
    rf"(?:^|\b(?:is|are|have|got) |\bhere's ){_THESE}(?: (?:goes|comes|too|also))? "
    rf"(?:at|to|for|in|into) the {_PRESENT}\b",
    rf"^\s*{_THESE} (?:too|also|as well)\W*(?:$|please)",
    r"\b(?:same|current|existing|present) (?:video|project|timeline)\b",
    rf"\b(?:continue|go on|carry on) with {_THESE}",
)
_ENGLISH_NEW: Final = AnyOf(
    r"\b(?:not|don't|dont|never|instead of) (?:add|append|insert|put|includ)",
    r"\b(?:a|the) (?:brand )?new (?:one|video|clip|project)\b",
    r"\bstart(?:ing)? (?:over|again|anew|a new)\b",
    r"\bfrom scratch\b",
)

_ZH_THESE: Final = (
    r"(?:[这這那]\w{0,2}[张張幅個个些首段]?|一[张張幅段个個]|[两兩二三四五几幾\d]+[张張幅段个個]"
    r"|它们?|图片?|照片|新的?[图照])"
)
_CHINESE_MORE: Final = AnyOf(
    rf"(?:加上?|添加|追加|插入?|放入?|补充?|加入|增加|接上?|塞)\s*{_ZH_THESE}",
    r"(?:加|插|放|添|补|接|排|移)(?:到|在|进|進|入|去)",
    rf"{_ZH_THESE}[图圖照片]{{0,3}}也?(?:一起)?(?:要|想|请|都)?(?:加|插|放|补|添|接)(?:上|进|進|入|到|在)",
    rf"(?:换成|換成|替换[成为]?|替換[成為]?|改成|换为|換為)\s*{_ZH_THESE}",
    rf"用{_ZH_THESE}[图照片]{{0,3}}(?:来|來)?(?:替换|替換|换掉|換掉|代替|取代)",
    r"^(?:还有|還有|以及|另外还有)\s*[这這]",
    r"^[这這]\w{0,3}也(?:要|加|放|一起|算)?",
    r"(?:同一个|當前|当前|现有的?|原来的?|刚才的?)(?:视频|項目|项目|时间线).*(?:里|中|上)",
)
_CHINESE_NEW: Final = AnyOf(
    r"(?:不要|别|不用|不是)(?:再)?(?:加|放|插|添)",
    r"重新(?:做|弄|来|开始)",
    r"新(?:做|建)?一?[个個段]?的?(?:视频|影片|短片)",
)


def starts_new(text: str, *, has_pictures: bool, has_timeline: bool) -> bool:
    """Whether a message is about a new video.

    ``has_pictures``: pictures came with it, or since the last turn. ``has_timeline``: there is a
    present video it could be about. Pictures start a new one unless the words put them into the
    present one ("add this", "replace the second one with this", 再加一张).
    """
    if not has_timeline:
        return True
    if not has_pictures:
        return False
    spoken = without_content(text.replace("’", "'"))[:LOOKED_AT]
    if _ENGLISH_NEW.found_in(spoken) or _CHINESE_NEW.found_in(spoken):
        return True
    return not (_ENGLISH_MORE.found_in(spoken) or _CHINESE_MORE.found_in(spoken))
