"""Addresses of single obligations; filled by the pages of the working day."""

from django.urls import URLPattern

app_name = "work"
urlpatterns: list[URLPattern] = []
