"""An agent that does what the message says; see ``agent.py``."""

from . import agent as agent
