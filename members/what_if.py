"""What-if: the form of a scenario, its words, and the table that compares up to three of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms

from caseflow.dates import words
from caseflow.forms import DateField, Form
from cases.rules.facts import MemberFacts
from cases.rules.policy import PolicyRow, PolicyTimeline
from cases.rules.policy_values import KEYS, why_not_value
from cases.rules.results import AccountUsage
from cases.rules.what_if import DENIED, Outcome, Scenario, ScenarioRefused, outcome

LETTERS: Final = ("a", "b", "c")
RULES: Final = (
    ("non_iod_pay_days", "Paid days, not on duty"),
    ("non_iod_window_months", "Months of the window, not on duty"),
    ("iod_pay_days", "Paid days of an injury on duty"),
    ("recurrence_draws_parent", "A recurrence draws its injury's days (1 yes, 0 no)"),
)
MOST_WEEKS = 104
QUESTIONS: Final = {
    "returning": ("returns_on",),
    "surgery": ("surgery_on", "surgery_weeks"),
    "furlough": ("furlough_from", "furlough_to"),
    "decision": ("decision", "decision_from"),
    "rule": ("rule_key", "rule_value", "rule_from"),
}
"""What a scenario may suppose, and the fields that say it."""


class ScenarioForm(Form):
    """One scenario; every field may stay empty, and an empty one is left out."""

    returns_on = DateField(label="Returns to duty on", required=False)
    surgery_on = DateField(label="Surgery on", required=False)
    surgery_weeks = forms.IntegerField(
        label="Weeks away after it", min_value=1, max_value=MOST_WEEKS, required=False
    )
    decision = forms.ChoiceField(label="Recurrence", required=False)
    decision_from = DateField(
        label="Decided for the days from", required=False, help_text="Empty: the whole absence."
    )
    furlough_from = DateField(label="Furlough from", required=False)
    furlough_to = DateField(label="Furlough through", required=False)
    rule_key = forms.ChoiceField(
        label="A rule changes", required=False, choices=[("", "no"), *RULES]
    )
    rule_value = forms.IntegerField(
        label="New value", min_value=0, max_value=100_000, required=False
    )
    rule_from = DateField(label="In force from", required=False)

    def __init__(self, *args: Any, facts: MemberFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        injuries = dict.fromkeys(a.injury for a in facts.absences if a.injury)
        self.facts = facts
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "as recorded"),
            *((label, f"accepted: days of injury {label}") for label in injuries),
            (DENIED, "denied: days not on duty"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rule_key") and not self.errors:
            self._check_rule(data)
        elif (data.get("rule_value") is not None or data.get("rule_from")) and not self.errors:
            self.add_error("rule_key", "Choose which rule changes.")
        if data.get("decision_from") and not data.get("decision"):
            self.add_error("decision", "Choose what is decided.")
        return data

    def _check_rule(self, data: dict[str, Any]) -> None:
        key, value = data["rule_key"], data["rule_value"]
        if value is None or not data["rule_from"]:
            self.add_error("rule_value", "A rule's change needs its new value and its first day.")
        elif sentence := why_not_value(key, rule_value(key, value)):
            self.add_error("rule_value", sentence.replace(key, dict(RULES)[key].partition(" (")[0]))

    @property
    def asks(self) -> dict[str, bool]:
        """Which questions stand open: those answered or refused; the return where none is."""
        found = {
            question: any(self[name].value() or self[name].errors for name in names)
            for question, names in QUESTIONS.items()
        }
        return {**found, "returning": found["returning"] or not any(found.values())}

    def scenario(self, label: str) -> Scenario:
        """What was typed; only of a valid form."""
        data = self.cleaned_data
        return Scenario(
            label=label,
            returns_on=data["returns_on"],
            surgery_on=data["surgery_on"],
            surgery_weeks=data["surgery_weeks"] or 0,
            decision=data["decision"],
            decision_from=data["decision_from"],
            furlough_from=data["furlough_from"],
            furlough_to=data["furlough_to"],
            rule=self._rule(data),
        )

    def _rule(self, data: dict[str, Any]) -> PolicyRow | None:
        if not data["rule_key"]:
            return None
        key, known = data["rule_key"], KEYS[data["rule_key"]]
        return PolicyRow(
            key,
            rule_value(key, data["rule_value"]),
            known.unit,
            effective_from=data["rule_from"],
            authority="A supposition of a what-if, in force nowhere",
            verified=False,
            version="what-if",
        )


def rule_value(key: str, typed: int) -> int | bool:
    """A whole number as typed, or yes and no where the rule asks for that."""
    return bool(typed) if isinstance(KEYS[key].value, bool) else typed


@dataclass(frozen=True, slots=True)
class Column:
    """One scenario with its answer, in words and figures. `refused` is why there is none."""

    label: str
    says: str
    outcome: Outcome | None = None
    refused: str = ""

    @property
    def account(self) -> AccountUsage | None:
        if self.outcome is None:
            return None
        return self.outcome.account or self.outcome.accounts[0]

    @property
    def account_name(self) -> str:
        account = self.account
        if account is None:
            return ""
        return f"injury {account.injury}" if account.injury else "not on duty"

    @property
    def verdict(self) -> str:
        """What it means for the member's pay, in one sentence."""
        found, account = self.outcome, self.account
        if found is None or account is None:
            return self.refused
        return verdict(found, account)


def verdict(found: Outcome, account: AccountUsage) -> str:
    """`Paid through 30 Apr 2026; back on 1 May 2026 with 106 days left.`"""
    unpaid, back = account.first_unpaid_day, found.returns_on
    if found.drawn is None:
        return f"Not on the roll; {account.remaining} days are left if the member falls ill."
    if found.withheld_since:
        return _withheld_verdict(found, account, found.withheld_since)
    if back and found.unpaid_days:
        assert unpaid is not None  # days beyond it were counted
        return (
            f"Paid through {words(unpaid - timedelta(1))}; {days_words(found.unpaid_days)} "
            f"without pay before the return on {words(back)}."
        )
    if back:
        less = f", but for {days_words(found.withheld_days)} without certification"
        return (
            f"Paid throughout{less if found.withheld_days else ''}; back on {words(back)} with "
            f"{days_words(account.remaining)} left."
        )
    if unpaid is None:
        return "No day without pay as the facts and the rules stand."
    if unpaid <= found.on:
        return f"Without pay since {words(unpaid)}."
    return f"Without pay from {words(unpaid)} on, if absent throughout."


def _withheld_verdict(found: Outcome, account: AccountUsage, since: date) -> str:
    """Days without certification are neither paid nor drawn (docs/entitlement.md); days that had
    run out before stay unpaid."""
    unpaid, back = account.first_unpaid_day, found.returns_on
    if unpaid:
        said = f"Without pay since {words(unpaid)}, and certification is withheld since "
        return f"{said}{words(since)}{f'; back on {words(back)}' if back else ''}."
    said = f"Certification is withheld since {words(since)}: no day is paid or drawn while it is"
    if back:
        return f"{said}; back on {words(back)} with {days_words(account.remaining)} left."
    return f"{said}; {days_words(account.remaining)} are left."


def days_words(days: int) -> str:
    """`1 day`, `12 days`."""
    return f"{days} day{'' if days == 1 else 's'}"


def scenario_words(scenario: Scenario) -> str:
    """What a scenario supposes, in one line; `As recorded` when nothing."""
    parts = []
    if scenario.returns_on:
        parts.append(f"returns on {words(scenario.returns_on)}")
    if scenario.surgery_on:
        weeks = scenario.surgery_weeks
        parts.append(
            f"surgery on {words(scenario.surgery_on)}, away {weeks} week{'' if weeks == 1 else 's'}"
        )
    if scenario.decision:
        decided = (
            "recurrence denied"
            if scenario.decision == DENIED
            else f"accepted as a recurrence of {scenario.decision}"
        )
        since = scenario.decision_from
        parts.append(f"{decided} from {words(since)}" if since else decided)
    if scenario.furlough_from and scenario.furlough_to:
        parts.append(
            f"furlough from {words(scenario.furlough_from)} through {words(scenario.furlough_to)}"
        )
    if scenario.rule and scenario.rule.effective_from:
        name = dict(RULES)[scenario.rule.key].partition(" (")[0]
        value = scenario.rule.value
        said = ("yes" if value else "no") if isinstance(value, bool) else value
        parts.append(f"{name}: {said} from {words(scenario.rule.effective_from)}")
    text = ", ".join(parts) or "as recorded"
    return text[0].upper() + text[1:]


def compare(
    scenarios: Iterable[Scenario], facts: MemberFacts, policy: PolicyTimeline, on: date
) -> tuple[list[Column], dict[str, ScenarioRefused]]:
    """The facts as recorded and each scenario beside them; and which scenarios contradict the
    facts, by their label."""
    recorded = Scenario("As recorded")
    columns = [Column("As recorded", "Nothing supposed", outcome(recorded, facts, policy, on))]
    refused: dict[str, ScenarioRefused] = {}
    for scenario in scenarios:
        says = scenario_words(scenario)
        try:
            found = outcome(scenario, facts, policy, on)
        except ScenarioRefused as error:
            refused[scenario.label] = error
            columns.append(Column(scenario.label, says, refused=str(error)))
        else:
            columns.append(Column(scenario.label, says, found))
    return columns, refused


def note_text(columns: Iterable[Column], on: date) -> str:
    """The comparison as a note: what the member was told, with the digests behind it."""
    lines = [f"What-if as of {words(on)}, from the facts known then. Nothing of it is recorded."]
    for column in columns:
        account = column.account
        lines += ["", f"{column.label}: {column.says}."]
        if column.outcome is None or account is None:
            lines.append(f"No answer: {column.refused}")
            continue
        unpaid = account.first_unpaid_day
        lines += [
            column.verdict,
            f"Account {column.account_name}, as of the end of {words(column.outcome.on)}: "
            f"{account.used} of {account.limit} used, {account.remaining} left, first unpaid day "
            f"{words(unpaid) if unpaid else 'none'}.",
            f"Digest {account.digest}",
        ]
    return "\n".join(lines)
