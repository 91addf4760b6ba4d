"""Addresses of saved views: short ones to open, `/views/<key>/<verb>/` to act."""

from django.urls import path

from caseflow import views_saved

urlpatterns = [
    path("v/<slug:key>/", views_saved.saved_view, name="saved-view"),
    path("views/", views_saved.view_list, name="view-list"),
    path("views/save/", views_saved.view_save, name="view-save"),
    path("views/<slug:key>/rename/", views_saved.view_rename, name="view-rename"),
    path("views/<slug:key>/share/", views_saved.view_share, name="view-share"),
    path("views/<slug:key>/end/", views_saved.view_end, name="view-end"),
    path("views/<slug:key>/watch/", views_saved.view_watch, name="view-watch"),
    path("views/<slug:key>/unwatch/", views_saved.view_unwatch, name="view-unwatch"),
    path("views/<slug:key>/seen/", views_saved.view_seen, name="view-seen"),
]
