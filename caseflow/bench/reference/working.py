"""What a working office adds to the cases on its desks: appointments, reports, holds, limited
duty; and the ledger of long absences."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from caseflow.bench.reference.plan import CasePlan
from caseflow.bench.reference.tables import Table
from caseflow.bench.reference.telling import HOUR, Told
from caseflow.bench.reference.work import Work, moment
from caseflow.bulk import insert_rows
from caseflow.chain import link_event, wrote_entries
from caseflow.demo import texts
from cases.models import DutySpell, Hold, LedgerEntry
from cases.models.duty import DutyKind
from cases.models.ledger import LedgerKind, LedgerReason
from cases.services.duty import spell_data
from cases.services.ledger import EVENT_KINDS, entry_data
from members.models import Member, MemberEvent
from members.services.events import chain_of, last_links
from providers.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Channel,
    ProviderReport,
    WorkStatus,
)
from providers.services.appointments import event_data as appointment_data
from providers.services.reports import event_data as report_data

# In fives: one person is not in two places at once.
STARTS = [8 * HOUR + 300 * place for place in range(96)]
LIMITED_SHARE = 0.3


@dataclass(slots=True)
class Desk:
    work: Work
    doctors: list[tuple[int, str]]
    appointments: Table = field(default_factory=lambda: Table(Appointment))
    reports: Table = field(default_factory=lambda: Table(ProviderReport))
    holds: Table = field(default_factory=lambda: Table(Hold))
    spells: Table = field(default_factory=lambda: Table(DutySpell))

    @property
    def tables(self) -> Sequence[Table]:
        return (self.appointments, self.reports, self.holds, self.spells)

    def furnish(self, told: Told) -> None:
        """Adds to an open case what belongs to its work; its chain is not made yet."""
        chance = self.work.chance
        if told.keeper is None:
            return
        self._kept_appointment(told)
        if chance.random() < 0.6:
            day = self.work.on + timedelta(days=chance.randint(0, 14))
            self._appointment(told, moment(day, chance.choice(STARTS)))
        for _ in range(chance.choice((0, 1, 1, 2))):
            self._report(told)
        if chance.random() < 0.08:
            self._hold(told)
        if told.plan.last_day and chance.random() < LIMITED_SHARE:
            self._limited_duty(told)

    def _appointment(self, told: Told, starts: datetime, settled: datetime | None = None) -> None:
        chance, keeper = self.work.chance, told.keeper
        assert keeper is not None  # furnished only with a keeper
        made = max(told.opened, min(starts - timedelta(days=7), self.work.now))
        made = min(made, self.work.now)
        row = self.appointments.new(
            case_id=told.case["id"], kind=chance.choice(list(AppointmentKind)), starts_at=starts,
            provider_id=chance.choice(self.doctors)[0], made_at=made, made_by_id=keeper.pk,
        )  # fmt: skip
        data = appointment_data(_instance(self.appointments, row))
        wrote = [self.appointments.keep(row, made, keeper.pk, "Made")]
        told.add(made, "appointment_made", keeper.pk, data, wrote)
        if settled:
            row["state"] = AppointmentState.KEPT
            row["settled_at"], row["settled_by_id"] = settled, keeper.pk
            wrote = [self.appointments.keep(row, settled, keeper.pk, "Kept")]
            told.add(settled, "appointment_kept", keeper.pk, data, wrote, happened=starts)

    def _kept_appointment(self, told: Told) -> None:
        """One in the past, where the case is old enough."""
        days = (self.work.now - told.opened).days
        if days >= 6:
            day = told.opened.date() + timedelta(days=self.work.chance.randint(3, days - 2))
            starts = moment(day, self.work.chance.choice(STARTS))
            self._appointment(told, starts, min(starts + timedelta(hours=1), self.work.now))

    def _report(self, told: Told) -> None:
        chance, keeper = self.work.chance, told.keeper
        assert keeper is not None
        days = max((self.work.yesterday - told.plan.first_day).days, 0)
        received = told.plan.first_day + timedelta(days=chance.randint(0, days))
        at = min(max(moment(received, 14 * HOUR), told.opened), told.until)
        status = WorkStatus.FULL if told.plan.last_day else WorkStatus.OFF
        row = self.reports.new(
            case_id=told.case["id"], provider_id=chance.choice(self.doctors)[0],
            channel=chance.choice(list(Channel)), received_on=received, work_status=status,
            covers_from=received, covers_to=received + timedelta(days=chance.randint(5, 40)),
            diagnosis=told.plan.nature, recorded_at=at, recorded_by_id=keeper.pk,
        )  # fmt: skip
        data = report_data(_instance(self.reports, row))
        wrote = [self.reports.keep(row, at, keeper.pk, "Recorded")]
        told.add(at, "report_received", keeper.pk, data, wrote)

    def _hold(self, told: Told) -> None:
        chance, keeper = self.work.chance, told.keeper
        assert keeper is not None
        reason = chance.choice(texts.HOLD_REASONS)
        until = self.work.on + timedelta(days=chance.randint(3, 60))
        row = self.holds.new(
            case_id=told.case["id"], reason=reason, until=until, started_at=self.work.now,
            started_by_id=keeper.pk,
        )  # fmt: skip
        wrote = [self.holds.keep(row, self.work.now, keeper.pk, reason)]
        data = {"until": until.isoformat()}
        told.add(self.work.now, "case_held", keeper.pk, data, wrote, reason=reason)

    def _limited_duty(self, told: Told) -> None:
        """From the day after the absence; its approval ends ahead."""
        last, keeper = told.plan.last_day, told.keeper
        assert last is not None and keeper is not None
        injury = told.case["kind"] != "non_iod"
        first = last + timedelta(days=1)
        at = min(max(moment(first, 9 * HOUR), told.opened), told.until)
        row = self.spells.new(
            member_id=told.case["member_id"], case_id=told.case["id"],
            kind=DutyKind.LIMITED_IOD if injury else DutyKind.LIMITED_NON_IOD, first_day=first,
            expires_on=self.work.on + timedelta(days=self.work.chance.randint(1, 90)),
            restrictions="No lifting over 20 pounds; desk work.", source="Limited duty form",
            entered_at=at, entered_by_id=keeper.pk,
        )  # fmt: skip
        data = spell_data(_instance(self.spells, row))
        wrote = [self.spells.keep(row, at, keeper.pk, "Entered")]
        told.add(at, "duty_entered", keeper.pk, data, wrote)


def _instance(table: Table, row: dict[str, Any]) -> Any:
    return table.model(**{name: row[name] for name in table.names})


def deal_ledger(work: Work, plans: list[tuple[int, CasePlan]]) -> list[LedgerEntry]:
    """Now and then a furlough taken off a long absence; not saved."""
    entries = []
    for member, plan in plans:
        for first, last in plan.spells:
            days = (last - first).days if last else 0
            if days < 40 or work.chance.random() >= 0.15:
                continue
            begin = first + timedelta(days=10)
            entries.append(
                LedgerEntry(
                    member_id=member, kind=LedgerKind.EXCEPTION, first_day=begin,
                    last_day=begin + timedelta(days=min(27, days - 12)),
                    reason=LedgerReason.FURLOUGH, source=f"FURLOUGH-{begin.year}",
                    recorded_at=moment(begin, 10 * HOUR), recorded_by_id=work.intake.pk,
                )
            )  # fmt: skip
    return entries


def write_ledger(work: Work, entries: list[LedgerEntry]) -> Counter[int]:
    """The entries with their events on the members' chains; gives how many each member has."""
    insert_rows(entries)
    members = Member.objects.in_bulk({entry.member_id for entry in entries})
    links, events = last_links(members.values()), []
    for entry in entries:
        member, by = members[entry.member_id], work.intake
        data = {**entry_data(entry), "wrote": wrote_entries([entry])}
        event = MemberEvent(member=member, kind=EVENT_KINDS[entry.kind], by=by, data=data)
        links[member.pk] = link_event(
            event, chain_of(member), links[member.pk], happened_at=entry.recorded_at,
            recorded_at=work.now,
        )  # fmt: skip
        events.append(event)
    insert_rows(events)
    return Counter(entry.member_id for entry in entries)
