"""Addresses of the policy values. A value has no reference of its own: its number stands for it."""

from django.urls import path

from cases.views import calendars, policy, policy_impact

app_name = "policy"
urlpatterns = [
    path("", policy.policy_list, name="list"),
    path("calendars/", calendars.calendar_list, name="calendars"),
    path("calendars/<slug:code>/", calendars.calendar_detail, name="calendar"),
    path("propose/", policy.policy_propose, name="propose"),
    path("<int:value>/", policy.policy_detail, name="detail"),
    path("<int:value>/rewrite/", policy.policy_rewrite, name="rewrite"),
    path("<int:value>/approve/", policy.policy_approve, name="approve"),
    path("<int:value>/withdraw/", policy.policy_withdraw, name="withdraw"),
    path("<int:value>/compute/", policy_impact.policy_compute, name="compute"),
    path("<int:value>/impact/", policy_impact.policy_impact_page, name="impact"),
]
