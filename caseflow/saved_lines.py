"""The lines of the page of saved views."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from caseflow.models import SavedView, User
from caseflow.saved_pages import in_words, page_of
from caseflow.services.saving import why_not_change, why_not_share
from caseflow.watching import News


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A saved view in words, with what can be done with it and why not."""

    view: SavedView
    page: str
    words: str
    watched: str
    change_refused: str
    share_refused: str


def lines_of(user: User, watched: dict[int, News]) -> tuple[list[ViewLine], list[ViewLine]]:
    """The person's own views, and the team's that others keep."""
    rows = SavedView.objects.visible_to(user).select_related("owner").order_by("name", "id")
    own: list[ViewLine] = []
    team: list[ViewLine] = []
    known: dict[str, forms.Form] = {}
    for view in rows:
        (own if view.owner_id == user.pk else team).append(_line(view, user, watched, known))
    return own, team


def _line(
    view: SavedView, user: User, watched: dict[int, News], known: dict[str, forms.Form]
) -> ViewLine:
    """`known` keeps the form of each list: some ask the database for their choices."""
    page, news = page_of(view.page), watched.get(view.pk)
    if page and page.code not in known:
        known[page.code] = page.form(QueryDict())
    refused = why_not_change(view, user) or ""
    return ViewLine(
        view=view,
        page=page.name if page else view.page,
        words=in_words(page, view.query, known[page.code]) if page else "",
        watched=news.how if news else "",
        change_refused=refused,
        share_refused=refused or why_not_share(user) or "",
    )
