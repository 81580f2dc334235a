"""Keys and pastes are told apart however the line cuts them into reads."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.pasting import END, MOST, START, Pastes, Piece

PLAIN = st.text(alphabet="ab [2~01;\n", max_size=12)


def parted(text: str, cuts: list[int]) -> list[str]:
    """A text in the pieces a line may make of it."""
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[start:end] for start, end in pairwise(places)]


def read(reads: list[str]) -> list[Piece]:
    """All that comes of some reads, the last of them followed by a pause; keys in one piece."""
    pastes = Pastes()
    found = [piece for one in reads for piece in pastes.feed(one)] + [Piece(pastes.rest())]
    joined: list[Piece] = []
    for piece in found:
        if joined and not (piece.pasted or joined[-1].pasted):
            joined[-1] = Piece(joined[-1].text + piece.text)
        elif piece.text or piece.pasted:
            joined.append(piece)
    return [piece for piece in joined if piece.text or piece.pasted]


@given(PLAIN, PLAIN, PLAIN, st.lists(st.integers(0, 60), max_size=6))
def test_however_it_is_cut_the_same_is_pasted(before: str, pasted: str, after: str, cuts: list[int]) -> None:
    # An Esc at the beginning of a read is a key of its own: no terminal cuts a bracket there.
    reads = parted(before + START + pasted + END + after, cuts)
    while reads and any(one == "\x1b" for one in reads):
        at = reads.index("\x1b")
        reads[at : at + 2] = ["".join(reads[at : at + 2])]
    whole = [Piece(before), Piece(pasted, True), Piece(after)]
    assert read(reads) == [piece for piece in whole if piece.text or piece.pasted]


def test_esc_alone_waits_for_nothing() -> None:
    pastes = Pastes()
    assert list(pastes.feed("\x1b")) == [Piece("\x1b")]
    assert not pastes.holds


def test_keys_that_began_like_a_bracket_are_keys_after_all() -> None:
    assert read(["\x1b[20"]) == [Piece("\x1b[20")]


def test_a_paste_keeps_its_beginning_and_no_more() -> None:
    (piece,) = read([START, "x" * MOST, "y" * MOST, END])
    assert piece == Piece("x" * MOST, True)


def test_a_paste_without_an_end_is_given_as_far_as_it_came() -> None:
    pastes = Pastes()
    assert list(pastes.feed(START + "half")) == []
    assert pastes.inside
    assert pastes.end() == Piece("half", True)
    assert list(pastes.feed("q")) == [Piece("q")]
