"""Addresses of a case: `/cases/<reference>/<verb>/`, one word for address, view, service, test."""

from django.urls import path

from cases.views import acts, amending, detail, documents, listing, notes, opening

app_name = "cases"
urlpatterns = [
    path("", listing.case_list, name="list"),
    path("new/", opening.case_new, name="new"),
    path("<slug:reference>/", detail.case_detail, name="detail"),
    path("<slug:reference>/take/", acts.case_take, name="take"),
    path("<slug:reference>/assign/", acts.case_assign, name="assign"),
    path("<slug:reference>/confirm/", acts.case_confirm, name="confirm"),
    path("<slug:reference>/return/", acts.case_return, name="return"),
    path("<slug:reference>/hold/", acts.case_hold, name="hold"),
    path("<slug:reference>/resume/", acts.case_resume, name="resume"),
    path("<slug:reference>/close/", acts.case_close, name="close"),
    path("<slug:reference>/reopen/", acts.case_reopen, name="reopen"),
    path("<slug:reference>/amend/", amending.case_amend, name="amend"),
    path("<slug:reference>/notes/", notes.case_note_add, name="note_add"),
    path("<slug:reference>/notes/<int:number>/", notes.case_note, name="note"),
    path("<slug:reference>/notes/<int:number>/amend/", notes.case_note_amend, name="note_amend"),
    path("<slug:reference>/notes/<int:number>/strike/", notes.case_note_strike, name="note_strike"),
    path("<slug:reference>/documents/<slug:key>/", documents.case_document, name="document"),
]
