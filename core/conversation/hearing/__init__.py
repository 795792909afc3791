"""Acts on what was heard: what becomes a turn, and what is answered beside the running ones."""

from core.conversation.hearing.hearing import Hearing

__all__ = ["Hearing"]
