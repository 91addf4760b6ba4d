"""Addresses of a member's ledger, below the member's own."""

from django.urls import path

from cases.views import ledger

app_name = "ledger"
urlpatterns = [
    path("<slug:slug>/ledger/", ledger.ledger_list, name="list"),
    path("<slug:slug>/ledger/exception/", ledger.ledger_exception, name="exception"),
    path("<slug:slug>/ledger/credit/", ledger.ledger_credit, name="credit"),
    path("<slug:slug>/ledger/recode/", ledger.ledger_recode, name="recode"),
    path("<slug:slug>/ledger/recurrence/", ledger.ledger_recurrence, name="recurrence"),
    path("<slug:slug>/ledger/<int:number>/reverse/", ledger.ledger_reverse, name="reverse"),
]
