"""What somebody wants, by the sense of what they say."""

from core.conversation.intents.deciding import intent_of
from core.conversation.intents.intent import Intent

__all__ = ["Intent", "intent_of"]
