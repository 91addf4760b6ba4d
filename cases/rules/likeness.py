"""How like two words of a name are: the same, begun, contained, or one or two letters off."""

from collections.abc import Iterable

SAME, BEGUN, INSIDE = 100, 80, 45
OFF = {1: 35, 2: 25, 3: 20}
BEGUN_OFF = 18
SURE = INSIDE
"""From this likeness on, the word was meant as it was typed."""

LEAST_FOR_PARTS = 3
LEAST_FOR_MISTAKES = 4
LEAST_FOR_BEGUN_MISTAKES = 6


def grams_of(word: str) -> set[str]:
    """The trigrams of a word with its ends: `  k`, ` ko`, `kow`, ..., `al `."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def wanted_grams(part: str) -> tuple[set[str], int]:
    """The trigrams by which words like a part of a name are looked up, and how many of them a
    word must have at least. A letter that is wrong spoils three, two that are swapped four."""
    if len(part) < LEAST_FOR_PARTS:
        return {f"  {part}"[:3] if len(part) == 1 else f" {part}"}, 1
    if len(part) < LEAST_FOR_MISTAKES:
        return {part}, 1
    grams = grams_of(part)
    return grams, 1 if len(part) == LEAST_FOR_MISTAKES else 2 if len(part) < 9 else 3


def likeness(part: str, word: str) -> int:
    """0 when they are unlike, else how surely the word of a name was meant, at most 100."""
    if part == word:
        return SAME
    if word.startswith(part):
        return BEGUN
    if len(part) >= LEAST_FOR_PARTS and part in word:
        return INSIDE
    if len(part) < LEAST_FOR_MISTAKES:
        return 0
    limit = 1 if len(part) < 6 else 2 if len(part) < 9 else 3
    if (off := mistakes(part, word, limit)) <= limit:
        return OFF[off]
    begun = len(part) >= LEAST_FOR_BEGUN_MISTAKES and len(word) > len(part)
    return BEGUN_OFF if begun and mistakes(part, word[: len(part)], 1) <= 1 else 0


def mistakes(one: str, other: str, limit: int) -> int:
    """Letters added, dropped, changed or swapped with the next; `limit` + 1 stands for more."""
    over = limit + 1
    if abs(len(one) - len(other)) > limit or len(set(one) ^ set(other)) > 2 * limit:
        return over
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return over
    return min(row[-1], over)


def swapped(digits: str) -> Iterable[str]:
    """The numbers that become this one when two neighbouring digits are swapped."""
    return sorted(
        {
            f"{digits[:at]}{digits[at + 1]}{digits[at]}{digits[at + 2 :]}"
            for at in range(len(digits) - 1)
        }
        - {digits}
    )
