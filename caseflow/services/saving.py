"""Saved views: kept, renamed, given to the team, ended; and watched. Nothing is deleted."""

from collections.abc import Collection
from datetime import datetime

from caseflow.access import Capability, sentence_for
from caseflow.acts import act
from caseflow.datewords import moment
from caseflow.history import save_tracked
from caseflow.models import SavedView, User, ViewWatch
from caseflow.models.saved import Watch
from caseflow.paging import CAP
from caseflow.refusals import RuleViolation, require_words

MOST_VIEWS = 40
MOST_WATCHES = 12
MOST_WATCHED = 500
"""Rows of a view that is watched for changes: beyond, its news would be no news."""


def why_not_share(user: User) -> str | None:
    if user.can(Capability.SUPERVISE):
        return None
    return f"A view for the team is seen by everybody. {sentence_for((Capability.SUPERVISE,))}"


def why_not_change(view: SavedView, user: User) -> str | None:
    """Why this person may not rename or end the view."""
    if view.ended_at is not None:
        return (
            f"{view.ended_by} ended this view at {moment(view.ended_at)}. Save it again if needed."
        )
    if view.owner_id == user.pk or (view.shared and user.can(Capability.SUPERVISE)):
        return None
    return f"This view is {view.owner}'s. Save a copy of your own, or ask them."


@act
def save_view(
    *, page: str, query: str, name: str, shared: bool, by: User, now: datetime
) -> SavedView:
    """Keeps a list's state, `query` in its canonical writing, under a name."""
    if shared and (refused := why_not_share(by)):
        raise RuleViolation(refused, field="shared")
    name = _free_name(name, by)
    if SavedView.objects.filter(owner=by, ended_at__isnull=True).count() >= MOST_VIEWS:
        raise RuleViolation(f"You keep {MOST_VIEWS} views already. End one that you no longer use.")
    view = SavedView(name=name, page=page, query=query, shared=shared, owner=by, created_at=now)
    save_tracked(view, by=by, reason="Saved", now=now)
    return view


@act
def rename_view(*, view: SavedView, name: str, by: User, now: datetime) -> SavedView:
    view = _locked(view, by)
    view.name = _free_name(name, view.owner, but=view)
    save_tracked(view, by=by, reason="Renamed", now=now, fields=["name"])
    return view


@act
def share_view(*, view: SavedView, shared: bool, by: User, now: datetime) -> SavedView:
    """Gives the view to the team, or takes it back to its owner."""
    view = _locked(view, by)
    if refused := why_not_share(by):
        raise RuleViolation(refused)
    if view.shared != shared:
        view.shared = shared
        reason = "Given to the team" if shared else "Taken back from the team"
        save_tracked(view, by=by, reason=reason, now=now, fields=["shared"])
    return view


@act
def end_view(*, view: SavedView, by: User, now: datetime) -> SavedView:
    """Ends the view; its address then leads nowhere, its row and history stay."""
    view = _locked(view, by)
    view.ended_at, view.ended_by = now, by
    save_tracked(view, by=by, reason="Ended", now=now, fields=["ended_at", "ended_by"])
    return view


@act
def watch_view(
    *, view: SavedView, how: str, threshold: int | None, seen: list[int], by: User, now: datetime
) -> ViewWatch:
    """Subscribes a person; `seen` is what the view holds now, or how many for a threshold. An
    earlier watch of the same view ends."""
    User.objects.select_for_update().get(pk=by.pk)
    if how == Watch.CHANGES and len(seen) > MOST_WATCHED:
        raise RuleViolation(
            f"The view holds more than {MOST_WATCHED} rows. Narrow it with a filter, or watch for "
            "a number of rows.",
            field="how",
        )
    if how == Watch.THRESHOLD and not (threshold and 0 < threshold <= CAP):
        raise RuleViolation(f"Enter a number of rows from 1 to {CAP:,}.", field="threshold")
    mine = ViewWatch.objects.filter(user=by, ended_at__isnull=True)
    for former in mine.filter(view=view):
        _end_watch(former, now)
    if mine.exclude(view=view).filter(view__ended_at__isnull=True).count() >= MOST_WATCHES:
        raise RuleViolation(f"You watch {MOST_WATCHES} views already. Stop watching one first.")
    watch = ViewWatch(view=view, user=by, how=how, seen=seen, seen_at=now)
    watch.threshold = threshold if how == Watch.THRESHOLD else None
    watch.save(force_insert=True)
    return watch


@act
def unwatch_view(*, view: SavedView, by: User, now: datetime) -> None:
    """Ends the person's watch of the view; doing it twice changes nothing more."""
    for watch in ViewWatch.objects.select_for_update().filter(
        view=view, user=by, ended_at__isnull=True
    ):
        _end_watch(watch, now)


@act
def note_seen(
    *,
    watch: ViewWatch,
    current: list[int],
    entered: Collection[int],
    left: Collection[int],
    by: User,
    now: datetime,
) -> None:
    """The person has looked. `current` is what the view holds now; of what has changed only what
    was shown counts as seen, so that a row that came a moment ago is not missed."""
    watch = ViewWatch.objects.select_for_update().get(pk=watch.pk, user=by)
    before, here = set(watch.seen), set(current)
    kept = [key for key in current if key in before or key in entered]
    gone = [key for key in watch.seen if key not in here and key not in left]
    watch.seen = current if watch.how == Watch.THRESHOLD else [*kept, *gone]
    watch.seen_at = now
    watch.save(update_fields=["seen", "seen_at"])


def _end_watch(watch: ViewWatch, now: datetime) -> None:
    watch.ended_at = now
    watch.save(update_fields=["ended_at"])


def _locked(view: SavedView, by: User) -> SavedView:
    """The view as it is now, for this act alone; refused when the person may not change it."""
    rows = SavedView.objects.select_for_update(of=("self",)).select_related("owner", "ended_by")
    view = rows.get(pk=view.pk)
    if refused := why_not_change(view, by):
        raise RuleViolation(refused)
    return view


def _free_name(name: str, owner: User, but: SavedView | None = None) -> str:
    """The name, once its owner has none like it: two of a name cannot be told apart."""
    User.objects.select_for_update().get(pk=owner.pk)
    name = require_words(name, "Give the view a name.", field="name")
    standing = SavedView.objects.filter(owner=owner, ended_at__isnull=True, name=name)
    if standing.exclude(pk=but.pk if but else None).exists():
        whose = "You have" if but is None else f"{owner} has"
        raise RuleViolation(f"{whose} a view of this name already. Choose another.", field="name")
    return name
