"""How large the reference set is: a department of 13,000, ten years, and any share of it."""

from dataclasses import dataclass, fields, replace

# A share has at least so many: staff to sign in as, and a case with 500 events.
AT_LEAST = {"keepers": 3, "long_cases": 1, "providers": 40}


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole set. `absent` are on the roll today; `open_cases` counts theirs too."""

    current: int = 13_000
    former: int = 8_000
    cases: int = 250_000
    absences: int = 600_000
    notes: int = 3_000_000
    absent: int = 1_300
    open_cases: int = 4_800
    long_cases: int = 12
    obligations: int = 50_000
    keepers: int = 40
    providers: int = 400
    letters: int = 3_000
    looks: int = 200_000

    def share(self, part: int) -> "Figures":
        """A `part`-th of everything, for machines that test and for measuring growth."""
        scaled = {
            field.name: max(getattr(self, field.name) // part, AT_LEAST.get(field.name, 1))
            for field in fields(self)
        }
        return replace(self, **scaled)

    @property
    def members(self) -> int:
        return self.current + self.former

    def says(self) -> str:
        return (
            f"{self.cases:,} cases, {self.absences:,} absences, {self.notes:,} notes, "
            f"{self.obligations:,} open obligations"
        )
