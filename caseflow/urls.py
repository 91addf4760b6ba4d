"""Every address of Caseflow; the rooms' own are in their urls.py."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("cases/", include("cases.urls")),
    path("members/", include("members.urls")),
    path("", include("providers.urls")),
    path("notices/", include("notices.urls")),
    path("admin/", admin.site.urls),
]
