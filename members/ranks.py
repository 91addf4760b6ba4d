"""The ranks that the rules know. Limited-duty caps depend on rank (E03-01-03 III.C-D), so an
unknown rank is refused at import instead of guessed at."""

from django.db import models


class Rank(models.TextChoices):
    PROBATIONARY = "Probationary Police Officer", "Probationary Police Officer"
    OFFICER = "Police Officer", "Police Officer"
    DETECTIVE = "Detective", "Detective"
    SERGEANT = "Sergeant", "Sergeant"
    LIEUTENANT = "Lieutenant", "Lieutenant"
    CAPTAIN = "Captain", "Captain"
    COMMANDER = "Commander", "Commander"
    DEPUTY_CHIEF = "Deputy Chief", "Deputy Chief"
    CHIEF = "Chief", "Chief"
    FIRST_DEPUTY = "First Deputy Superintendent", "First Deputy Superintendent"
    SUPERINTENDENT = "Superintendent", "Superintendent"
