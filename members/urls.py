"""Addresses of this room. A member is found under the current star, or always under the key."""

from django.urls import path

from members import views_list, views_member

app_name = "members"
urlpatterns = [
    path("", views_list.member_list, name="list"),
    path("<slug:slug>/", views_member.member_detail, name="detail"),
    path("<slug:slug>/usage/<path:account>/", views_member.member_usage, name="usage"),
]
