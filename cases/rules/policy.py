"""Policy values: the timeline that rules ask, and the values that an office begins with."""

from cases.rules.policy_defaults import DEFAULTS
from cases.rules.policy_timeline import (
    PolicyMissing,
    PolicyRow,
    PolicyTimeline,
    PolicyValue,
    Segment,
)

__all__ = ["DEFAULTS", "PolicyMissing", "PolicyRow", "PolicyTimeline", "PolicyValue", "Segment"]
