"""The page that shows every component together, for those who build pages; development only."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseflow.access import requires
from caseflow.forms import Conflict, DateField, Form, MomentField, TextField

ON = date(2026, 3, 5)
LEGEND = [
    ("st-F", "F", "Full duty"),
    ("st-N", "N", "Medical roll, not on duty"),
    ("st-I", "I", "Medical roll, injury on duty"),
    ("st-L", "L", "Limited duty"),
    ("st-X", "X", "Furlough"),
    ("st-U", "U", "Medical roll, unpaid"),
    ("st-S", "S", "Separated"),
]


class SampleForm(Form):
    """One of each kind of field."""

    member = forms.CharField(label="Member", help_text="Star number or name.")
    account = forms.ChoiceField(
        label="Kind", choices=[("non_iod", "Not on duty"), ("iod", "Injury on duty")]
    )
    first_day = DateField(
        label="First day", help_text="The day gone home ill in mid-tour is not one."
    )
    happened_at = MomentField(label="Call taken at", required=False)
    channel = forms.ChoiceField(
        label="Came by", choices=[("phone", "Phone"), ("fax", "Fax")], widget=forms.RadioSelect
    )
    told = forms.MultipleChoiceField(
        label="Told the member",
        required=False,
        choices=[("limit", "How many paid days are left"), ("note", "When the next note is due")],
        widget=forms.CheckboxSelectMultiple,
    )
    urgent = forms.BooleanField(label="Call back today", required=False)
    text = TextField(label="What was said", required=False)


def _ribbon() -> list[dict[str, Any]]:
    years = {
        2024: [("F", 17.2), ("N", 13.1), ("F", 38.8), ("N", 1.9), ("F", 29)],
        2025: [("F", 9), ("I", 32.1), ("L", 14), ("F", 21.1), ("N", 19.1), ("X", 3.9), ("N", 0.8)],
        2026: [("N", 17.5)],
    }
    names = {letter: words for _, letter, words in LEGEND}
    lines = []
    for year, parts in years.items():
        segments, x = [], 0.0
        for letter, width in parts:
            segments.append(
                {
                    "x": x,
                    "width": width,
                    "letter": letter,
                    "css": f"st-{letter}",
                    "title": names[letter],
                }
            )
            x += width
        label = f"Duty status in {year}, table below"
        lines.append({"year": year, "label": label, "segments": segments})
    return lines


def _lists() -> dict[str, Any]:
    rows = [
        ("Call: missed visit of 2 Mar", date(2026, 3, 3), "Kowalski, M.", "12345", "NIOD-26-00881"),
        ("Note expires today", date(2026, 3, 5), "Diaz, R.", "20991", "IOD-25-02210"),
        ("Medical review, room 2", date(2026, 3, 10), "Nowak, A.", "15822", "NIOD-26-00902"),
    ]
    return {
        "rows": [
            dict(zip(("what", "due_on", "name", "star", "ref"), r, strict=True)) for r in rows
        ],
        "tabs": [
            {"label": "Due", "url": "?tab=due", "count": 15, "hot": True, "current": True},
            {"label": "Waiting on others", "url": "?tab=waiting", "count": 17},
            {"label": "Done", "url": "?tab=done", "count": 3},
        ],
        "chips": [{"label": "Unit 011", "url": "?"}],
        "keep": [("tab", "due")],
        "page": SimpleNamespace(words="Showing 3 of more than 1,000", previous="a", next="b"),
        "sort": "due",
    }


@require_GET
@requires()
def ui_gallery(request: HttpRequest) -> HttpResponse:
    """Every component, once right and once refused."""
    if not settings.DEBUG:
        raise Http404("The components are shown in development only.")
    first, now = "Meant the right knee, after the stairs.", "Meant the left knee, after the stairs."
    context = {
        "on": ON,
        "now": datetime(2026, 3, 5, 16, 42, tzinfo=UTC),
        "earlier": datetime(2026, 3, 5, 16, 20, tzinfo=UTC),
        "ribbon_years": _ribbon(),
        "legend": LEGEND,
        "filled": SampleForm({"first_day": "soon", "account": "iod"}),
        "empty_form": SampleForm(prefix="beside"),
        "filters": _Filters(request.GET or None),
        "first_text": first,
        "now_text": now,
        "conflict": Conflict(
            "Coordinator 4", datetime(2026, 3, 5, 16, 42, tzinfo=UTC), first, now, "note"
        ),
        **_lists(),
    }
    return render(request, "caseflow/ui.html", context)


class _Filters(Form):
    unit = forms.CharField(label="Unit", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any"), ("iod", "IOD")])
    since = DateField(label="Since", required=False)
