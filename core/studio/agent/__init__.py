"""Understands what people say about a video and turns it into edits of the timeline."""

from core.studio.agent.respond import respond
from core.studio.agent.turn import AgentInput, AgentOutcome, Material

__all__ = ["AgentInput", "AgentOutcome", "Material", "respond"]
