"""Addresses of a case: `/cases/<reference>/<verb>/`, one word for address, view, service, test."""

from django.urls import path

from cases.views import acts, amending, detail, documents, listing, notes, opening

app_name = "cases"
urlpatterns = [
    path("", listing.case_list, name="list"),
    path("new/", opening.case_new, name="new"),
    path("<str:reference>/", detail.case_detail, name="detail"),
    path("<str:reference>/take/", acts.case_take, name="take"),
    path("<str:reference>/assign/", acts.case_assign, name="assign"),
    path("<str:reference>/confirm/", acts.case_confirm, name="confirm"),
    path("<str:reference>/return/", acts.case_return, name="return"),
    path("<str:reference>/hold/", acts.case_hold, name="hold"),
    path("<str:reference>/resume/", acts.case_resume, name="resume"),
    path("<str:reference>/close/", acts.case_close, name="close"),
    path("<str:reference>/reopen/", acts.case_reopen, name="reopen"),
    path("<str:reference>/amend/", amending.case_amend, name="amend"),
    path("<str:reference>/notes/", notes.case_note_add, name="note_add"),
    path("<str:reference>/notes/<int:number>/", notes.case_note, name="note"),
    path("<str:reference>/notes/<int:number>/amend/", notes.case_note_amend, name="note_amend"),
    path("<str:reference>/notes/<int:number>/strike/", notes.case_note_strike, name="note_strike"),
    path("<str:reference>/documents/<str:key>/", documents.case_document, name="document"),
]
