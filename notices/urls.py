"""Addresses of the notices. A number holds a digit, so it never reads as `new`,
`due` or `corrections`."""

from django.urls import path

from notices.views import composing, corrections, due, listing, reading, statement

app_name = "notices"
urlpatterns = [
    path("", listing.notice_list, name="list"),
    path("corrections/", corrections.correction_list, name="corrections"),
    path("due/", due.due_list, name="due"),
    path("members/<slug:slug>/statement/", statement.statement_preview, name="statement"),
    path("members/<slug:slug>/statement/pdf/", statement.statement_draft, name="statement_draft"),
    path("members/<slug:slug>/statement/issue/", statement.statement_issue, name="statement_issue"),
    path("new/", composing.notice_new, name="new"),
    path("new/<slug:code>/", composing.notice_preview, name="preview"),
    path("new/<slug:code>/pdf/", composing.notice_draft, name="draft"),
    path("new/<slug:code>/issue/", composing.notice_issue, name="issue"),
    path("<slug:number>/", reading.notice_detail, name="detail"),
    path("<slug:number>/dismiss/", corrections.notice_dismiss, name="dismiss"),
    path("<slug:number>/pdf/", reading.notice_pdf, name="pdf"),
]
