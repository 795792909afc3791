"""An agent of Google's Agent Development Kit that follows the script in the user's message.

The message is a JSON list of steps: ``{"event": {…}}`` yields that event, ``{"model": [[…], …]}``
lets a real ``LlmAgent`` with a tool speak those responses (one list for each call of the model),
``{"sleep": s}`` is silent, ``{"raise": "…"}`` fails.
"""
# pyright: basic, reportMissingImports=false
# ADK is installed only in the environment of the adk group; its own types are partly unknown

import asyncio
import json
from collections.abc import AsyncGenerator

from google.adk.agents import BaseAgent, LlmAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.events import Event
from google.adk.models import BaseLlm, LlmRequest, LlmResponse


def cut(at: int) -> dict[str, str]:
    """Cut the clip.

    Args:
        at: Where, in ms.
    """
    return {"raw": f"cut at {at}"}


class ScriptedModel(BaseLlm):
    """Says its next list of responses at each call."""

    responses: list[list[dict]]

    async def generate_content_async(
        self,
        llm_request: LlmRequest,  # noqa: ARG002 - the base class asks so
        stream: bool = False,  # noqa: ARG002 - the same
    ) -> AsyncGenerator[LlmResponse, None]:
        for response in self.responses.pop(0):
            yield LlmResponse.model_validate(response)


class ScriptedAgent(BaseAgent):
    """Follows the script in the user's message."""

    async def _run_async_impl(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        script = json.loads(ctx.user_content.parts[0].text)
        for step in script:
            match step:
                case {"event": dict(event)}:
                    yield Event.model_validate(
                        {"invocationId": ctx.invocation_id, "author": self.name, **event}
                    )
                case {"model": list(responses)}:
                    editor = LlmAgent(
                        name="editor",
                        model=ScriptedModel(model="scripted", responses=responses),
                        tools=[cut],
                    )
                    async for event in editor.run_async(ctx):
                        yield event
                case {"sleep": seconds}:
                    await asyncio.sleep(seconds)
                case {"raise": message}:
                    raise RuntimeError(message)


root_agent = ScriptedAgent(name="nemo_agent")
