"""The contract's addresses: requests read with distrust, answers in its envelopes."""

from core.studio.endpoints.front_door import FrontDoor, no_such_address
from core.studio.endpoints.routes import ROUTES
from core.studio.endpoints.studio import Studio

__all__ = ["ROUTES", "FrontDoor", "Studio", "no_such_address"]
