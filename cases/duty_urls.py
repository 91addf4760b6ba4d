"""Addresses of limited duty and leave, under the member's own."""

from django.urls import path

from cases.views import duty

app_name = "duty"
urlpatterns = [
    path("<slug:slug>/duty/", duty.duty_list, name="list"),
    path("<slug:slug>/duty/new/", duty.duty_new, name="new"),
    path("<slug:slug>/duty/<int:number>/end/", duty.duty_end, name="end"),
    path("<slug:slug>/duty/<int:number>/reverse/", duty.duty_reverse, name="reverse"),
]
