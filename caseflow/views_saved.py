"""Saved views: their page, their short addresses, and the acts on them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caseflow.access import Capability, requires
from caseflow.dates import now, today
from caseflow.models import SavedView, ViewWatch
from caseflow.models.saved import Watch
from caseflow.refusals import RuleViolation
from caseflow.saved_forms import TEAM, NameForm, SaveViewForm, WatchForm
from caseflow.saved_lines import lines_of
from caseflow.saved_pages import (
    MOST_CHARACTERS,
    Chosen,
    ListPage,
    address,
    in_words,
    page_of,
    read_text,
)
from caseflow.services.saving import (
    end_view,
    note_seen,
    rename_view,
    save_view,
    share_view,
    unwatch_view,
    watch_view,
    why_not_change,
    why_not_share,
)
from caseflow.watching import counted, held, news_of


@require_GET
@requires(Capability.SEE)
def saved_view(request: HttpRequest, key: str) -> HttpResponse:
    """The short address: to the list as it was kept, without what it no longer knows."""
    view = view_for(request, key)
    chosen = read_text(list_for(view.page), view.query)
    return redirect(address(chosen.page.url, chosen.query, urlencode({"saved": view.key})))


@require_GET
@requires(Capability.SEE)
def view_list(request: HttpRequest) -> HttpResponse:
    news = news_of(request.user, today())
    mine, team = lines_of(request.user, {each.watch.view_id: each for each in news})
    context = {"news": news, "mine": mine, "team": team, "now": now()}
    return render(request, "caseflow/views.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.SEE)
def view_save(request: HttpRequest) -> HttpResponse:
    """The name of a view; `?page=` is the list's code, `?query=` its state."""
    given = request.POST if request.method == "POST" else request.GET
    if not given.get("page"):
        return redirect("view-list")
    page, query = list_for(given.get("page", "")), given.get("query", "")
    chosen = read_text(page, query)
    refused = why_not_share(request.user)
    if request.method == "POST":
        form = SaveViewForm(request.POST, refused=refused)
        if len(query) > MOST_CHARACTERS:
            form.add_error(None, "The filter is too long to be kept. Shorten it on the list.")
        if form.is_valid() and (view := _saved(request, form, chosen)):
            messages.success(request, f"Saved. Its short address is {view.get_absolute_url()}.")
            return redirect(view)
    else:
        start = {"page": page.code, "query": chosen.query}
        form = SaveViewForm(initial=start, refused=refused)
    context = {"form": form, "chosen": chosen, "words": in_words(page, chosen.query)}
    return render(request, "caseflow/view_save.html", context, status=_status(form))


def _saved(request: HttpRequest, form: SaveViewForm, chosen: Chosen) -> SavedView | None:
    try:
        return save_view(
            page=chosen.page.code,
            query=chosen.query,
            name=form.cleaned_data["name"],
            shared=form.cleaned_data["shared"] == TEAM,
            by=request.user,
            now=now(),
        )
    except RuleViolation as refusal:
        form.add_error(refusal.field, refusal.sentence)
        return None


@require_http_methods(["GET", "POST"])
@requires(Capability.SEE)
def view_rename(request: HttpRequest, key: str) -> HttpResponse:
    view = view_for(request, key)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": view.name})
    if form.is_valid():
        try:
            view = rename_view(
                view=view, name=form.cleaned_data["name"], by=request.user, now=now()
            )
        except RuleViolation as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, f"The view is called {view.name} now.")
            return redirect("view-list")
    context = {"form": form, "view": view, "refused": why_not_change(view, request.user)}
    return render(request, "caseflow/view_rename.html", context, status=_status(form))


@require_POST
@requires(Capability.SEE)
def view_share(request: HttpRequest, key: str) -> HttpResponse:
    view, shared = view_for(request, key), request.POST.get("shared") == "on"
    said = f"{view.name} is the team's now." if shared else f"{view.name} is its owner's alone now."
    return _act(
        request,
        said,
        lambda: share_view(view=view, shared=shared, by=request.user, now=now()),
    )


@require_POST
@requires(Capability.SEE)
def view_end(request: HttpRequest, key: str) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.once_visible_to(request.user), key=key)
    return _act(
        request,
        f"The view {view.name} has ended.",
        lambda: end_view(view=view, by=request.user, now=now()),
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.SEE)
def view_watch(request: HttpRequest, key: str) -> HttpResponse:
    view = view_for(request, key)
    form = WatchForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _watched(request, form, view):
        messages.success(request, f"You watch {view.name}. Its news stand on Today and here.")
        return redirect("view-list")
    context = {"form": form, "view": view}
    return render(request, "caseflow/view_watch.html", context, status=_status(form))


def _watched(request: HttpRequest, form: WatchForm, view: SavedView) -> ViewWatch | None:
    how, on = form.cleaned_data["how"], today()
    chosen = read_text(list_for(view.page), view.query)
    if how == Watch.CHANGES:
        seen = held(chosen, request.user, on)
    else:
        seen = [counted(chosen, request.user, on)]
    threshold = form.cleaned_data["threshold"]
    try:
        return watch_view(
            view=view, how=how, threshold=threshold, seen=seen, by=request.user, now=now()
        )
    except RuleViolation as refusal:
        form.add_error(refusal.field, refusal.sentence)
        return None


@require_POST
@requires(Capability.SEE)
def view_unwatch(request: HttpRequest, key: str) -> HttpResponse:
    view = view_for(request, key)
    return _act(
        request,
        f"You no longer watch {view.name}.",
        lambda: unwatch_view(view=view, by=request.user, now=now()),
    )


@require_POST
@requires(Capability.SEE)
def view_seen(request: HttpRequest, key: str) -> HttpResponse:
    """The person has looked at the news that the page showed: their keys come with the form."""
    view = view_for(request, key)
    watch = get_object_or_404(ViewWatch.objects.standing(request.user), view=view)
    chosen = read_text(list_for(view.page), view.query)
    if watch.how == Watch.CHANGES:
        current = held(chosen, request.user, today())
    else:
        current = [counted(chosen, request.user, today())]
    shown = {name: _numbers(request.POST.get(name, "")) for name in ("entered", "left")}
    return _act(
        request,
        f"The news of {view.name} are marked as seen.",
        lambda: note_seen(watch=watch, current=current, by=request.user, now=now(), **shown),
    )


def view_for(request: HttpRequest, key: str) -> SavedView:
    rows = SavedView.objects.visible_to(request.user).select_related("owner", "ended_by")
    return get_object_or_404(rows, key=key)


def list_for(code: str) -> ListPage:
    """The list that a view is of; 404 where the office has no such list."""
    page = page_of(code)
    if page is None:
        raise Http404("There is no such list.")
    return page


def _act(request: HttpRequest, said: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except RuleViolation as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("view-list")


def _numbers(text: str) -> set[int]:
    parts = (part for part in text.split(",") if part.isascii() and part.isdigit())
    return {int(part) for part in parts if len(part) < 20}


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200
