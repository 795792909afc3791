"""The job machine: stored turns are claimed, walked, tried again, stopped and buried."""

from core.jobs.backoff import Backoff
from core.jobs.lease import Lease
from core.jobs.worker import TryLater, TurnHandler, Worker

__all__ = ["Backoff", "Lease", "TryLater", "TurnHandler", "Worker"]
