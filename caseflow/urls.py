"""Every address of Caseflow; the rooms' own are in their urls.py."""

from django.contrib import admin
from django.urls import include, path

from caseflow import search, team, today, ui_views, views, views_access, views_away

urlpatterns = [
    path("", today.today_page, name="today"),
    path("search/", search.search_page, name="search"),
    path("team/", team.team_page, name="team"),
    path("away/", views_away.away_page, name="away"),
    path("away/new/", views_away.away_new, name="away_new"),
    path("away/<int:number>/change/", views_away.away_change, name="away_change"),
    path("away/<int:number>/cancel/", views_away.away_cancel, name="away_cancel"),
    path("keys/", views.key_page, name="keys"),
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("password/", views.change_password, name="change_password"),
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("access-log/", views_access.access_log, name="access_log"),
    path("roles/", views.role_table, name="roles"),
    path("ui/", ui_views.ui_gallery, name="ui"),
    path("", include("caseflow.saved_urls")),
    path("", include("cases.draft_urls")),
    path("cases/", include("cases.urls")),
    path("work/", include("cases.urls_work")),
    path("members/", include("cases.duty_urls")),
    path("members/", include("members.urls")),
    path("roll/", include("cases.roll_urls")),
    path("members/", include("cases.ledger_urls")),
    path("", include("providers.urls")),
    path("notices/", include("notices.urls")),
    path("policy/", include("cases.policy_urls")),
    path("admin/", admin.site.urls),
]
