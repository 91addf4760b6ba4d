"""What a verification counted and what it found broken."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

LISTED = 20  # broken things that are listed; further ones are only counted


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken thing: the kind of check, the row or chain by its reference, and a sentence.

    It carries references and names of columns, never what stands in them.
    """

    what: str
    where: str
    sentence: str


@dataclass(slots=True)
class Report:
    checked: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)
    found: int = 0

    def count(self, what: str, number: int = 1) -> None:
        self.checked[what] += number

    def add(self, what: str, where: str, sentence: str) -> None:
        """Notes a broken thing; from the twenty-first on they are only counted."""
        self.found += 1
        if len(self.broken) < LISTED:
            self.broken.append(Broken(what, where, sentence))

    @property
    def whole(self) -> bool:
        return not self.found

    def as_json(self) -> dict[str, Any]:
        return {
            "whole": self.whole,
            "checked": dict(self.checked),
            "broken": [asdict(each) for each in self.broken],
            "found": self.found,
        }

    def sentences(self) -> list[str]:
        """For a terminal: what was checked, then each broken thing on its line."""
        counts = ", ".join(f"{number:,} {what}" for what, number in self.checked.items())
        if self.whole:
            return [f"Everything is whole. Checked: {counts}."]
        lines = [f"Broken: {self.found:,} found. Checked: {counts}."]
        lines += [f"  {each.where}: {each.sentence}" for each in self.broken]
        if self.found > len(self.broken):
            lines.append(f"  and {self.found - len(self.broken):,} more.")
        return lines
