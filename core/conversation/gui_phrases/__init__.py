"""Takes the clicking out of what the backend says, and keeps what it tells."""

from core.conversation.gui_phrases.actions import GuiAction, GuiTranslation, SendEdit, Shortcut
from core.conversation.gui_phrases.translating import translate_gui

__all__ = ["GuiAction", "GuiTranslation", "SendEdit", "Shortcut", "translate_gui"]
