"""Decides how many videos a message is about, and whether it is about a new one."""

from core.conversation.decisions.batch import BatchItem, BatchPlan, plan_batch
from core.conversation.decisions.new_or_more import starts_new

__all__ = ["BatchItem", "BatchPlan", "plan_batch", "starts_new"]
