"""The office's own rows, one concept per file."""

from caseflow.models.calendars import Calendar, CalendarDay, CalendarVersion
from caseflow.models.coverage import AwayPeriod
from caseflow.models.office import (
    SYSTEM_USERNAME,
    AccessEntry,
    ReferenceCounter,
    User,
    UserManager,
    known_roles,
)
from caseflow.models.saved import SavedView, ViewWatch, Watch

__all__ = [
    "SYSTEM_USERNAME",
    "AccessEntry",
    "AwayPeriod",
    "Calendar",
    "CalendarDay",
    "CalendarVersion",
    "ReferenceCounter",
    "SavedView",
    "User",
    "UserManager",
    "ViewWatch",
    "Watch",
    "known_roles",
]
