"""The JSON prompt: its model, its schema, and errors that name the path.

The names that it uses are in ``core.prompts.vocabulary``, whose import is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from core.prompts.document import PromptSource
    from core.prompts.model import JsonPrompt, Motion, Music, Scene, Title, Transition
    from core.prompts.parsing import parse_prompt
    from core.prompts.schema import prompt_schema
    from core.prompts.source import LONGEST_PROMPT, find_prompt, load_prompt

__all__ = [
    "LONGEST_PROMPT",
    "JsonPrompt",
    "Motion",
    "Music",
    "PromptSource",
    "Scene",
    "Title",
    "Transition",
    "find_prompt",
    "load_prompt",
    "parse_prompt",
    "prompt_schema",
]

_PLACES: Final = {
    "LONGEST_PROMPT": "source",
    "parse_prompt": "parsing",
    "prompt_schema": "schema",
    "PromptSource": "document",
    "find_prompt": "source",
    "load_prompt": "source",
}


def __getattr__(name: str) -> object:
    # the model takes pydantic to import, which the renderer, who wants the names only, never needs
    if name in __all__:
        return getattr(import_module(f"core.prompts.{_PLACES.get(name, 'model')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
