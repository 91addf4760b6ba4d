"""Addresses of this room. A member is found under the current star, or always under the key."""

from django.urls import path

from members import (
    views_authorizations,
    views_contacts,
    views_days,
    views_list,
    views_member,
    views_usage,
    views_what_if,
)

app_name = "members"
urlpatterns = [
    path("", views_list.member_list, name="list"),
    path("<slug:slug>/", views_member.member_detail, name="detail"),
    path("<slug:slug>/what-if/", views_what_if.member_what_if, name="what_if"),
    path("<slug:slug>/contacts/", views_contacts.member_contacts, name="contacts"),
    path(
        "<slug:slug>/authorizations/",
        views_authorizations.member_authorizations,
        name="authorizations",
    ),
    path(
        "<slug:slug>/authorizations/new/",
        views_authorizations.member_authorizations_new,
        name="authorizations_new",
    ),
    path(
        "<slug:slug>/authorizations/<int:number>/end/",
        views_authorizations.member_authorizations_end,
        name="authorizations_end",
    ),
    path("<slug:slug>/days/", views_days.member_days, name="days"),
    path("<slug:slug>/usage/<path:account>/", views_usage.member_usage, name="usage"),
]
