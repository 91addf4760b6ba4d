"""Addresses of the notices. A number holds a digit, so it never reads as `new`."""

from django.urls import path

from notices.views import composing, listing, reading

app_name = "notices"
urlpatterns = [
    path("", listing.notice_list, name="list"),
    path("new/", composing.notice_new, name="new"),
    path("new/<slug:code>/", composing.notice_preview, name="preview"),
    path("new/<slug:code>/pdf/", composing.notice_draft, name="draft"),
    path("new/<slug:code>/issue/", composing.notice_issue, name="issue"),
    path("<slug:number>/", reading.notice_detail, name="detail"),
    path("<slug:number>/pdf/", reading.notice_pdf, name="pdf"),
]
