"""Addresses of this room, from the root: the directory, appointments, and reports on a case."""

from django.urls import path

from providers.views import appointments, calendar, directory, reports

app_name = "providers"
urlpatterns = [
    path("providers/", directory.provider_list, name="list"),
    path("providers/new/", directory.provider_new, name="new"),
    path("providers/<slug:key>/", directory.provider_detail, name="detail"),
    path("providers/<slug:key>/amend/", directory.provider_amend, name="amend"),
    path("cases/<slug:reference>/reports/new/", reports.report_new, name="report_new"),
    path("cases/<slug:reference>/reports/<slug:key>/", reports.report_detail, name="report"),
    path(
        "cases/<slug:reference>/reports/<slug:key>/amend/",
        reports.report_amend,
        name="report_amend",
    ),
    path(
        "cases/<slug:reference>/appointments/new/",
        appointments.appointment_new,
        name="appointment_new",
    ),
    path("appointments/", calendar.appointment_list, name="appointments"),
    path("appointments/<slug:key>/", appointments.appointment_detail, name="appointment"),
    *(
        path(
            f"appointments/<slug:key>/{action}/",
            getattr(appointments, f"appointment_{action}"),
            name=f"appointment_{action}",
        )
        for action in ("keep", "miss", "move", "cancel", "correct")
    ),
]
