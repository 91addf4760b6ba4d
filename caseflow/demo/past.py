"""Three years of absences that are over: made by chance, imported a quarter at a time."""

from datetime import date, timedelta

from caseflow.demo import texts
from caseflow.demo.office import Office
from caseflow.demo.roster import RELATIVE, TELLING, import_file
from cases.services.absences import import_absences
from members.models import Member

A_YEAR = 0.85
YEARS_BACK = 1090
QUARTER = 91
CUT_OVER = 120
IOD_SHARE = 0.2
RECURS = 0.15
# Days of an absence at the given share of all: half last four days or less, one in a hundred
# ten weeks and more (the shape of the department's own absence files).
LENGTHS = ((0.1, 1), (0.25, 2), (0.5, 4), (0.75, 12), (0.9, 29), (0.98, 70), (1.0, 160))
# What some of the telling members had before, in days back from the anchor day.
BEFORE = {
    "Rolloff": ("non_iod", "knee surgery", 776, 687),
    "Furlough": ("non_iod", "herniated disc", 488, 306),
    "Credit": ("iod", "shoulder tear, struggle with arrestee", 454, 275),
    "Recurring": ("iod", "left knee sprain, foot pursuit", 512, 431),
    "Recoded": ("iod", "lumbar strain, vehicle collision", 380, 331),
}
Row = dict[str, str]


def add_past(office: Office) -> None:
    """Everything that ended before the cut-over, a file each quarter of the year."""
    rows = [row for member in office.members for row in _member_rows(office, member)]
    rows.sort(key=lambda row: (row["first_day"], row["star_number"]))
    _name_injuries(rows)
    since = office.back(YEARS_BACK + 400)
    for back in range(YEARS_BACK - QUARTER, CUT_OVER - QUARTER, -QUARTER):
        day = office.back(max(back, CUT_OVER))
        due = [row for row in rows if str(since) <= row["last_day"] < str(day)]
        import_file(office, due, import_absences, day)
        since = day


def _member_rows(office: Office, member: Member) -> list[Row]:
    """The absences of one member that ended before the cut-over, without two on one day."""
    if member.last_name in BEFORE:
        account, nature, first, last = BEFORE[member.last_name]
        return [_row(office, member, account, nature, office.back(first), office.back(last))]
    if member.last_name in {last for last, _, _ in (*TELLING, RELATIVE)}:
        return []
    prone = office.chance.choice((0.2, 0.6, 0.6, 1.0, 1.0, 1.6, 2.2))
    begin = max(
        office.known_from[member.employee_number or ""],
        member.appointed_on,
        office.back(YEARS_BACK),
    )
    end = min(member.separated_on or office.back(CUT_OVER), office.back(CUT_OVER + 2))
    rows: list[Row] = []
    day = begin
    while True:
        day += timedelta(days=1 + int(office.chance.expovariate(A_YEAR * prone / 365)))
        last = day + timedelta(days=_length(office) - 1)
        if last >= end:
            return rows
        rows.append(_again(office, rows, member, day, last))
        day = last + timedelta(days=2)


def _again(office: Office, rows: list[Row], member: Member, first: date, last: date) -> Row:
    """A new illness or injury, or now and then an old injury that comes back."""
    old = [row for row in rows if row["account"] == "iod" and row["reason"] != "recurrence"]
    if old and office.likely(RECURS):
        row = _row(office, member, "iod", "recurrence", first, last)
        return {**row, "parent": old[-1]["source"]}
    if office.likely(IOD_SHARE):
        nature = office.chance.choice(texts.IOD_NATURES)
        return _row(office, member, "iod", nature, first, last)
    return _row(office, member, "non_iod", office.chance.choice(texts.NON_IOD_NATURES), first, last)


def _row(office: Office, member: Member, account: str, nature: str, first: date, last: date) -> Row:
    office.take(member, first, last)
    office.reports_taken += 1
    return {
        "record": "absence",
        "star_number": member.star_number,
        "account": account,
        "injury": "",
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "days": "",
        "reason": nature,
        "source": f"MAR-{first.year}-{office.reports_taken:06d}",
    }


def _name_injuries(rows: list[Row]) -> None:
    """Labels for the injuries in the order of their days; a recurrence repeats its parent's."""
    labels: dict[str, str] = {}
    for row in rows:
        parent = row.pop("parent", "")
        if row["account"] == "iod":
            label = f"IOD-{row['first_day'][:4]}-{len(labels) + 1:05d}"
            row["injury"] = labels[parent] if parent else labels.setdefault(row["source"], label)


def _length(office: Office) -> int:
    """Days, between the two neighbouring points of LENGTHS."""
    dice, low_share, low = office.chance.random(), 0.0, 1
    for share, days in LENGTHS:
        if dice <= share:
            return low + round((days - low) * (dice - low_share) / (share - low_share))
        low_share, low = share, days
    return low
