"""Addresses of who is on the roll."""

from django.urls import path

from cases.views.roll import daily, flags, forecast, usage

app_name = "roll"
urlpatterns = [
    path("", daily.roll_daily, name="daily"),
    path("forecast/", forecast.roll_forecast, name="forecast"),
    path("usage/", usage.roll_usage, name="usage"),
    path("flags/", flags.roll_flags, name="flags"),
]
