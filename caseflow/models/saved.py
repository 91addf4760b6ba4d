"""Lists that people keep: a stored query string with a short address, and who watches it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from caseflow.keys import public_id


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Any) -> "SavedViewQuerySet":
        """A person's own and the team's, until they are ended."""
        return self.once_visible_to(user).filter(ended_at__isnull=True)

    def once_visible_to(self, user: Any) -> "SavedViewQuerySet":
        """The same with those that have ended: to tell a second person who ended one first."""
        return self.filter(Q(owner=user) | Q(shared=True))


class ViewWatchQuerySet(models.QuerySet["ViewWatch"]):
    def standing(self, user: Any) -> "ViewWatchQuerySet":
        """A person's watches of views that they still have."""
        return self.filter(
            Q(view__owner=user) | Q(view__shared=True),
            user=user,
            ended_at__isnull=True,
            view__ended_at__isnull=True,
        )


class SavedView(models.Model):
    """A list with its filters, order and columns, as the query string of its page. `page` is the
    list's code (caseflow/saved_pages.py). A shared one is the team's. It is ended, not deleted."""

    key = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=80)
    page = models.CharField(max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="saved_view_ended_pair",
            ),
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(ended_at__isnull=True),
                name="saved_view_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saved-view", args=[self.key])


class Watch(models.TextChoices):
    CHANGES = "changes", "when a row enters or leaves it"
    THRESHOLD = "threshold", "when it holds at least so many rows"


class ViewWatch(models.Model):
    """A person's subscription to a saved view. `seen` holds what the view held when the person
    looked last (keys of rows, in order of the list), `seen_at` when."""

    view = models.ForeignKey(SavedView, on_delete=models.PROTECT, related_name="watches")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="view_watches"
    )
    how = models.CharField(max_length=10, choices=Watch)
    threshold = models.PositiveIntegerField(null=True, blank=True)
    seen = models.JSONField(default=list, blank=True)
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ViewWatchQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["view", "user"],
                condition=Q(ended_at__isnull=True),
                name="view_watched_once",
            ),
            models.CheckConstraint(
                condition=Q(how="threshold", threshold__isnull=False)
                | Q(how="changes", threshold__isnull=True),
                name="view_watch_threshold_said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} watches {self.view}"
