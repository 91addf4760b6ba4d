"""Addresses of unfinished notes that belong to no single case."""

from django.urls import path

from cases.views import drafts

urlpatterns = [
    path("drafts/", drafts.draft_list, name="drafts"),
    path("colleagues/", drafts.colleague_list, name="colleagues"),
]
