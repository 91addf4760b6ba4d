"""The conventions once more, one day at a time and as slow as it takes."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

DAY = timedelta(days=1)


def free(day: date, off: Collection[date]) -> bool:
    return day.strftime("%a") in ("Sat", "Sun") or day in off


def walked(trigger: date, number: int) -> date:
    day = trigger
    for _ in range(abs(number)):
        day = day + DAY if number > 0 else day - DAY
    return day


def rolled(trigger: date, number: int, off: Collection[date]) -> date:
    """The last day, moved on (in a count back: back) while it is free."""
    day = walked(trigger, number)
    while free(day, off):
        day = day + DAY if number >= 0 else day - DAY
    return day


def working_day(trigger: date, number: int, off: Collection[date]) -> date:
    """The day such that so many days after the trigger, it included, are not free."""
    day, worked = trigger, 0
    while worked < abs(number):
        day = day + DAY if number > 0 else day - DAY
        worked += not free(day, off)
    return day


def month(trigger: date, number: int) -> date:
    year, at = trigger.year, trigger.month
    for _ in range(abs(number)):
        at += 1 if number > 0 else -1
        if at == 0:
            year, at = year - 1, 12
        if at == 13:
            year, at = year + 1, 1
    return date(year, at, min(trigger.day, monthrange(year, at)[1]))
