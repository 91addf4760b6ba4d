"""Addresses of this room. A member is found under the current star, or always under the key."""

from django.urls import path

from members import views_days, views_list, views_member, views_usage, views_what_if

app_name = "members"
urlpatterns = [
    path("", views_list.member_list, name="list"),
    path("<slug:slug>/", views_member.member_detail, name="detail"),
    path("<slug:slug>/what-if/", views_what_if.member_what_if, name="what_if"),
    path("<slug:slug>/days/", views_days.member_days, name="days"),
    path("<slug:slug>/usage/<path:account>/", views_usage.member_usage, name="usage"),
]
