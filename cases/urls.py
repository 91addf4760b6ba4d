"""Addresses of a case: `/cases/<reference>/<verb>/`, one word for address, view, service, test."""

from django.urls import path

from cases.views import (
    acts,
    amending,
    certifying,
    changing,
    detail,
    documents,
    duty,
    listing,
    notes,
    opening,
    returning,
    travel,
)

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
    path("<slug:reference>/enter/", changing.case_enter, name="enter"),
    path("<slug:reference>/move/", changing.case_move, name="move"),
    path("<slug:reference>/reverse/", changing.case_reverse, name="reverse"),
    path("<slug:reference>/require/", returning.case_require, name="require"),
    path(
        "<slug:reference>/requirements/<int:number>/met/",
        returning.case_requirements_met,
        name="requirements_met",
    ),
    path(
        "<slug:reference>/requirements/<int:number>/reverse/",
        returning.case_requirements_reverse,
        name="requirements_reverse",
    ),
    path("<slug:reference>/release/", returning.case_release, name="release"),
    path(
        "<slug:reference>/releases/<int:number>/verify/",
        returning.case_release_verify,
        name="release_verify",
    ),
    path(
        "<slug:reference>/releases/<int:number>/reverse/",
        returning.case_release_reverse,
        name="release_reverse",
    ),
    path("<slug:reference>/duty/", duty.case_duty, name="duty"),
    path("<slug:reference>/travel/", travel.case_travel, name="travel"),
    path(
        "<slug:reference>/travels/<int:number>/approve/",
        travel.case_travel_approve,
        name="travel_approve",
    ),
    path(
        "<slug:reference>/travels/<int:number>/refuse/",
        travel.case_travel_refuse,
        name="travel_refuse",
    ),
    path(
        "<slug:reference>/travels/<int:number>/revoke/",
        travel.case_travel_revoke,
        name="travel_revoke",
    ),
    path("<slug:reference>/approve/", certifying.case_approve, name="approve"),
    path("<slug:reference>/certify/", certifying.case_certify, name="certify"),
    path("<slug:reference>/withhold/", certifying.case_withhold, name="withhold"),
    path("<slug:reference>/withdraw/", certifying.case_withdraw, name="withdraw"),
    path("<slug:reference>/review/", certifying.case_review, name="review"),
    path("<slug:reference>/answer/", certifying.case_answer, name="answer"),
    path("<slug:reference>/category/", certifying.case_category, name="category"),
    path("<slug:reference>/serious/", certifying.case_serious, name="serious"),
    path(
        "<slug:reference>/reverse-certification/",
        certifying.case_reverse_certification,
        name="reverse_certification",
    ),
    path(
        "<slug:reference>/reverse-category/",
        certifying.case_reverse_category,
        name="reverse_category",
    ),
    path("<slug:reference>/notes/", notes.case_note_add, name="note_add"),
    path("<slug:reference>/notes/<int:number>/", notes.case_note, name="note"),
    path("<slug:reference>/notes/<int:number>/amend/", notes.case_note_amend, name="note_amend"),
    path("<slug:reference>/notes/<int:number>/strike/", notes.case_note_strike, name="note_strike"),
    path("<slug:reference>/documents/<slug:key>/", documents.case_document, name="document"),
]
