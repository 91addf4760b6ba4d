"""Fields drawn without the template engine: the same HTML as the templates give."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from caseflow import forms as office
from caseflow.formhtml import quick_html


class Everything(office.Form):
    word = forms.CharField(label="A <word>", max_length=9, help_text="Say 'why' & how.")
    number = forms.IntegerField(min_value=1, required=False)
    mail = forms.EmailField()
    day = office.DateField()
    clock = office.TimeField(required=False)
    moment = office.MomentField(required=False)
    kind = forms.ChoiceField(choices=[("", "any"), ("a&b", "A <b>"), (3, "Three")])
    several = forms.MultipleChoiceField(choices=[("x", "X"), ("y", "Y")])
    grouped = forms.ChoiceField(choices=[("Group", [("x", "X")]), ("y", "Y")])
    picked = forms.ChoiceField(choices=[("x", "X")], widget=forms.RadioSelect)
    sure = forms.BooleanField(required=False)
    text = forms.CharField(widget=forms.Textarea)
    secret = forms.IntegerField(widget=forms.HiddenInput)


TYPED = {
    "word": '"><b>&', "number": "3", "mail": "a@b.invalid", "day": "2026-03-05", "kind": "a&b",
    "several": ["x", "y"], "grouped": "y", "picked": "x", "text": "<b>", "secret": "7",
    "clock": "12:00", "moment": "2026-03-05T12:00",
}  # fmt: skip


@pytest.mark.parametrize("form", [None, TYPED, {"word": "far too long a word"}])
@pytest.mark.parametrize("name", Everything.base_fields)
def test_same_html_as_the_templates(form, name, monkeypatch):
    quick = str(Everything(form)[name].as_field_group())
    widget = str(Everything(form)[name])
    monkeypatch.setattr(office, "quick_html", lambda *given: None)
    assert quick == str(Everything(form)[name].as_field_group())
    assert widget == str(Everything(form)[name])


def test_plain_fields_ask_no_template(monkeypatch):
    def refuse(*given, **named):
        raise AssertionError("a template was asked for")

    monkeypatch.setattr(DjangoTemplates, "render", refuse)
    form = Everything(TYPED)
    for name in ("word", "number", "mail", "day", "clock", "moment", "kind", "several"):
        assert form[name].as_field_group()
    assert form["secret"].as_widget()


def test_what_is_rare_is_left_to_the_templates():
    form = Everything({})
    assert quick_html("django/forms/field.html", {"field": form["word"]}) is None
    assert quick_html("django/forms/field.html", {"field": Everything()["picked"]}) is None
    assert quick_html("django/forms/div.html", {}) is None
