"""Forms: one template gives label, hint, error and aria; the summary links to the fields."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.html import parse_html

from caseflow.forms import (
    Conflict,
    DateField,
    Form,
    MomentField,
    QuickSelect,
    TextField,
    VersionedForm,
)

HOSTILE = "<script>alert(1)</script>"


class CallForm(Form):
    name = forms.CharField(label="Who called", help_text="First and last name.")
    first_day = DateField(label="First day")
    channel = forms.ChoiceField(
        label="Came by", choices=[("phone", "Phone")], widget=forms.RadioSelect
    )
    text = TextField(label="What was said", required=False)
    urgent = forms.BooleanField(label="Call back", required=False)


class AmendForm(VersionedForm):
    text = TextField(label="Text")


def test_field_has_label_hint_and_description():
    html = str(CallForm())
    assert '<label for="id_name">Who called</label>' in html
    assert 'id="id_name_helptext">First and last name.' in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_only_optional_fields_say_so():
    html = str(CallForm())
    assert 'What was said <span class="optional">(optional)</span>' in html
    assert html.count("(optional)") == 1
    assert "required" not in html


def test_radio_group_is_a_fieldset_with_its_legend():
    html = str(CallForm({}))
    assert "<legend>Came by</legend>" in html
    assert '<fieldset aria-describedby="id_channel_error">' in html


def test_error_stands_at_the_field_and_in_the_summary_with_a_link():
    html = str(CallForm({"name": "", "first_day": "soon", "channel": "phone"}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert '<a href="#id_name">Who called: Fill this in.</a>' in html
    assert '<a href="#id_first_day">First day: That is not a date.' in html
    assert "Check 2 things" in html


def test_summary_links_to_the_first_choice_of_a_group():
    html = str(CallForm({"name": "x", "first_day": "2026-03-05"}))
    assert '<a href="#id_channel_0">Came by: Choose one.</a>' in html
    assert 'id="id_channel_0"' in html


def test_refusal_of_a_rule_stands_in_the_summary_once():
    form = CallForm({"name": "x", "first_day": "2026-03-05", "channel": "phone"})
    form.add_error(None, "The member is on the roll already.")
    assert str(form).count("The member is on the roll already.") == 1


def test_typed_text_comes_back_escaped():
    html = str(CallForm({"name": HOSTILE, "first_day": HOSTILE, "channel": HOSTILE}))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("typed", ["2026-03-05", "5 Mar 2026", "5 March 2026", " 2026-03-05 "])
def test_date_field_reads_unambiguous_dates(typed):
    assert DateField().clean(typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["3/5/2026", "05.03.2026", "2026-02-30", "\x00", "soon"])
def test_date_field_refuses_the_rest_in_words(typed):
    with pytest.raises(forms.ValidationError, match="That is not a date"):
        DateField().clean(typed)


def test_date_is_shown_to_the_browser_in_iso():
    html = str(CallForm(initial={"first_day": date(2026, 3, 5)})["first_day"])
    assert 'type="date"' in html
    assert 'value="2026-03-05"' in html


def test_moment_field_is_of_the_office_zone():
    value = MomentField().clean("2026-03-05T10:42")
    assert value.astimezone(UTC) == datetime(2026, 3, 5, 16, 42, tzinfo=UTC)


def test_versioned_form_carries_the_newer_version_and_the_typed_text():
    form = AmendForm(QueryDict("version=3&text=mine"))
    assert form.is_valid()
    form.accept_newer(4)
    html = str(form)
    assert 'name="version" value="4"' in html
    assert "mine" in html


def test_conflict_shows_who_when_and_both_texts():
    at = datetime(2026, 3, 5, 16, 42, tzinfo=UTC)
    conflict = Conflict("Coordinator 4", at, "the left knee", HOSTILE, "note")
    html = render_to_string("caseflow/_conflict.html", {"conflict": conflict})
    assert "Changed by Coordinator 4 at 10:42" in html
    assert "left" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("value", ["", "b", 'x"<', HOSTILE, None])
def test_quick_select_draws_what_a_select_does(value):
    choices = [("", "Any"), ("b", "B & co"), ('x"<', HOSTILE)]
    attrs = {"id": "id_kind", "aria-invalid": "true", "required": True}
    quick, plain = (
        parse_html(widget(choices=choices).render("kind", value, attrs))
        for widget in (QuickSelect, forms.Select)
    )
    assert quick == plain
