"""Addresses of what is due: the list, several at once, one obligation and the acts on it."""

from django.urls import path

from cases.views.work import acts, listing, page

app_name = "work"
urlpatterns = [
    path("", listing.work_list, name="list"),
    path("several/", acts.several, name="several"),
    path("undo/<slug:batch>/", acts.undo, name="undo"),
    path("<slug:key>/", page.obligation, name="obligation"),
    path("<slug:key>/done/", acts.done, name="done"),
    path("<slug:key>/move/", acts.move, name="move"),
    path("<slug:key>/hold/", acts.hold, name="hold"),
    path("<slug:key>/hand/", acts.hand, name="hand"),
    path("<slug:key>/resume/", acts.resume, name="resume"),
]
