"""The part of a text in which it holds what was asked for, those words marked."""

import re
from collections.abc import Iterator, Sequence

from cases.rules.scraps import Term
from members.names import words_of

BEFORE, WIDTH = 60, 200
"""Characters shown before the first word that was found, and in all."""
_WORD = re.compile(r"[^\W_]+(?:['’`ʼ][^\W_]+)*")

Pieces = list[tuple[bool, str]]
"""Runs of text, each with whether it is to be marked."""


def snippet(text: str, terms: Sequence[Term]) -> Pieces:
    """About `WIDTH` characters around the first word that a term stands for."""
    text = " ".join(text.split())
    found = _places(text, terms)
    first = next(found, None)
    if first is None:
        return [(False, text if len(text) <= WIDTH else _cut(text, 0))]
    begin = 0 if first[0] <= BEFORE else text.rfind(" ", 0, first[0] - BEFORE + 1) + 1
    end = len(text) if len(text) - begin <= WIDTH else begin + WIDTH
    pieces: Pieces = [(False, "… ")] if begin else []
    at = begin
    for start, stop in _chain(first, found):
        if start >= end:
            break
        pieces += [(False, text[at:start]), (True, text[start:stop])]
        at = stop
    if at < end:
        pieces.append((False, text[at:end] if end == len(text) else _cut(text[at:end], 0)))
    return [piece for piece in pieces if piece[1]]


def _chain(first: tuple[int, int], rest: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    yield first
    yield from rest


def _places(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Where words stand that a term means, from first to last."""
    for match in _WORD.finditer(text):
        if any(_meant(word, terms) for word in words_of(match[0])):
            yield match.span()


def _meant(word: str, terms: Sequence[Term]) -> bool:
    return any(word.startswith(t.word) if t.begins else word == t.word for t in terms)


def _cut(text: str, begin: int) -> str:
    """The text up to the last whole word, and a sign that it goes on."""
    part = text[begin : begin + WIDTH]
    return f"{part[: part.rfind(' ')] if ' ' in part else part} …"
