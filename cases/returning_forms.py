"""The forms of requirements, releases, limited duty, leave and travel: shape here, rules in the
services."""

from typing import Any

from django import forms

from caseflow.forms import DateField, Form, TextField
from caseflow.models import User
from cases.models import Case
from cases.models.duty import DutyKind
from cases.models.returning import ReleaseKind

FOR_THE_UNIT = "What the member may not do. No diagnosis: the unit reads this."


class TakeBackForm(Form):
    reason = TextField(label="Why it is taken back", rows=3, max_length=400)


class RequireForm(Form):
    issued_on = DateField(label="Told on", help_text="The day on which the member was told.")
    certificate_required = forms.BooleanField(label="A doctor's certificate", required=False)
    good_cause = forms.CharField(
        label="Good cause for the certificate",
        max_length=400,
        required=False,
        help_text="Needed for a short leave: three days or less, as the policy says (CBA 18.6).",
    )
    records_needed = TextField(
        label="Records to bring",
        rows=3,
        max_length=2000,
        required=False,
        help_text="Reports of chiropractors and other licensed practitioners count too.",
    )
    extra_tests = TextField(
        label="Extra tests",
        rows=3,
        max_length=2000,
        required=False,
        help_text="The employer supplies these tests or reimburses their cost (CBA 18.6).",
    )


class MeetForm(Form):
    met_on = DateField(label="Met on", help_text="The day on which the last of it was there.")


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class ReleaseForm(Form):
    """`waivable` are the requirements not met, as (number, words); `combat`: whether limited duty
    for a combat-zone injury is a choice."""

    kind = forms.ChoiceField(
        label="To", choices=ReleaseKind.choices, widget=forms.RadioSelect, initial="full"
    )
    returns_on = DateField(
        label="First day back",
        help_text="The absence ends the day before. The unit verifies the release before the "
        "member works.",
    )
    restrictions = TextField(
        label="Restrictions",
        rows=3,
        max_length=2000,
        required=False,
        help_text=f"Limited duty only. {FOR_THE_UNIT}",
    )
    expires_on = DateField(
        label="Approved until", required=False, help_text="Limited duty only: it has an expiry."
    )
    combat = forms.BooleanField(
        label="For a combat-zone injury",
        required=False,
        help_text="A stream of its own for police officers; its days do not draw the career's.",
    )
    authorised_by = PersonChoice(
        label="Authorised by", queryset=User.objects.none(), empty_label=None
    )
    waived = forms.TypedMultipleChoiceField(
        label="Released although this is not met",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "The requirements have changed meanwhile. Look again."},
    )
    reason = TextField(
        label="Remark",
        rows=3,
        max_length=500,
        required=False,
        help_text="Needed when a requirement is waived: why the release does not wait for it.",
    )

    def __init__(
        self,
        *args: Any,
        people: Any,
        waivable: list[tuple[int, str]],
        combat: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authorised_by"].queryset = people
        if waivable:
            self.fields["waived"].choices = waivable
        else:
            del self.fields["waived"]
        if not combat:
            del self.fields["combat"]


class VerifyForm(Form):
    verified_by = forms.CharField(
        label="Who of the unit", max_length=120, help_text="Name, rank and unit."
    )
    verified_on = DateField(label="On", help_text="Before the member works.")


class DutyForm(Form):
    """A spell of limited duty or leave; `cases` are the member's cases where one can be chosen."""

    kind = forms.ChoiceField(label="What", choices=DutyKind.choices)
    case = forms.ModelChoiceField(
        label="Case",
        queryset=Case.objects.none(),
        required=False,
        to_field_name="reference",
        empty_label="none",
        help_text="Needed for an injury on duty and for unpaid medical leave.",
    )
    first_day = DateField(label="First day")
    last_day = DateField(
        label="Last day", required=False, help_text="Leave empty while the spell goes on."
    )
    expires_on = DateField(
        label="Approved until",
        required=False,
        help_text="The day on which an approval ends unless it is renewed.",
    )
    restrictions = TextField(
        label="Restrictions", rows=3, max_length=2000, required=False, help_text=FOR_THE_UNIT
    )
    source = forms.CharField(
        label="Source",
        max_length=200,
        required=False,
        help_text="The document behind it: an approval, a personnel action request, an award.",
    )
    likely_because = forms.CharField(
        label="Why the return is likely",
        max_length=400,
        required=False,
        help_text="Unpaid medical leave only: it is for a member who is likely to return, after "
        "furlough, personal days, baby furlough days and compensatory time are used (CBA 18.1).",
    )

    def __init__(self, *args: Any, cases: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cases is None:
            del self.fields["case"]
        else:
            self.fields["case"].queryset = cases


class EndForm(Form):
    last_day = DateField(label="Last day", help_text="It still counts.")
    reason = TextField(label="Why it ends", rows=3, max_length=500, required=False)


class TravelForm(Form):
    first_day = DateField(label="First day away")
    last_day = DateField(label="Last day away")
    destination = forms.CharField(label="Where to", max_length=200)
    address = forms.CharField(label="Address and telephone there", max_length=400, required=False)


class ApproveTravelForm(Form):
    """With a second approver's name and day where the days away need one."""

    second_by = forms.CharField(label="Second approver", max_length=120)
    second_on = DateField(label="Signed on")

    def __init__(self, *args: Any, office: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if office:
            self.fields["second_by"].help_text = f"{office}: name and rank."
        else:
            del self.fields["second_by"], self.fields["second_on"]


class RefuseTravelForm(Form):
    reason = TextField(
        label="Why it is refused", rows=3, max_length=400, help_text="The member is told."
    )
