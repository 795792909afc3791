"""What an edit did to the timeline, found by comparing drafts and told in plain words."""

from core.conversation.timeline_diff.changes import Change
from core.conversation.timeline_diff.comparing import diff
from core.conversation.timeline_diff.telling import describe

__all__ = ["Change", "describe", "diff"]
