"""The filter language: what it means, what it refuses, and that it never breaks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.core.model import Lock, VisitState
from dispatchtui.tui.fields import VISIT_FIELDS, TechnicianAsked, VisitAsked, technician_filter, visit_filter
from dispatchtui.tui.filter import Wrong
from dispatchtui.tui.views.picture import Picture
from tests.builders import a_technician, a_visit, a_work_order, a_working_board, at


def a_picture() -> Picture:
    board = a_working_board(
        a_work_order(id="W60", priority=1, summary="Water in the cellar", customer="Ada Byron", response_due="10:30"),
        a_visit(id="V60", technician="T01", start="11:00"),
        a_work_order(id="W61", priority=3, territory="WEST", summary="Burst main (plate 7)", customer="Grace H.",
                     response_due="16:00"),
        a_visit(id="V61", territory="WEST", lock=Lock.TIME),
        a_work_order(id="W62", priority=4, summary="Dripping tap", customer="Böse Straße"),
        a_visit(id="V62", technician="T02", start="14:00", state=VisitState.DONE),
    )  # fmt: skip
    return Picture(board, at("10:00"))


def found(text: str, picture: Picture | None = None) -> set[str]:
    picture = picture or a_picture()
    made = visit_filter(text)
    assert not isinstance(made, Wrong), made
    return {visit.id for visit in picture.board.visits.values() if made.accepts(VisitAsked(picture, visit))}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", {"V60", "V61", "V62"}),
        ("cellar", {"V60"}),
        ("CELLAR water", {"V60"}),
        ("cellar tap", set()),
        ('"burst main"', {"V61"}),
        ("straße", {"V62"}),
        ("p:1", {"V60"}),
        ("p:1|4", {"V60", "V62"}),
        ("p:2..4", {"V61", "V62"}),
        ("p<3", {"V60"}),
        ("-p:1", {"V61", "V62"}),
        ("late", {"V60"}),
        ('"late"', {"V61"}),
        ("-late -is:ended", {"V61"}),
        ("place:west", {"V61"}),
        ("tech:t01", {"V60"}),
        ("tech:t0*", {"V60", "V62"}),
        ("start:11", {"V60"}),
        ("start:9..12", {"V60"}),
        ("start>=14:00", {"V62"}),
        ("due<12", {"V60"}),
        ("margin<0", {"V60"}),
        ("margin>1h", {"V61"}),
        ("is:unplaced", {"V61"}),
        ("is:locked|ended", {"V61", "V62"}),
        ("state:done", {"V62"}),
        ("c*ar", {"V60"}),
    ],
)
def test_what_a_filter_finds(text: str, ids: set[str]) -> None:
    assert found(text) == ids


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prority:1", "There is no field prority. Did you mean priority?"),
        ("p:high", "p takes a number, not high."),
        ("due<noon", "due takes a time such as 9, 9:30 or 0930, not noon."),
        ("state<done", "state has no order: use state:done."),
        ("is:lat", "Did you mean late?"),
        ("p:4..1", "The range 4..1 ends before it begins."),
        ("tech:", "What should tech be?"),
    ],
)
def test_a_slip_is_one_sentence(text: str, sentence: str) -> None:
    made = visit_filter(text)
    assert isinstance(made, Wrong)
    assert sentence in made.sentence
    assert text[made.start : made.end] == text


def test_the_place_of_the_slip_is_told() -> None:
    made = visit_filter("cellar foo:1 bar")
    assert isinstance(made, Wrong)
    assert (made.start, made.end) == (7, 12)


def test_technicians_have_fields_of_their_own() -> None:
    picture = Picture(a_working_board(a_technician(id="T09", name="Zoe Lund", skills={"GAS": 2})), at("10:00"))
    for text, wanted in (("skill:gas", {"T09"}), ("zoe", {"T09"}), ("free", {"T01", "T02", "T03"}), ("off", {"T09"})):
        made = technician_filter(text)
        assert not isinstance(made, Wrong)
        people = picture.board.technicians.values()
        assert {each.id for each in people if made.accepts(TechnicianAsked(picture, each))} == wanted


words = st.text(alphabet=st.sampled_from('abz019|"*.:<>=- äß\u202e\x1bé漢'), max_size=24)


@given(words)
def test_whatever_is_typed_is_a_filter_or_a_sentence(text: str) -> None:
    made = visit_filter(text)
    if isinstance(made, Wrong):
        assert made.sentence
        assert 0 <= made.start <= made.end <= len(text)
        return
    picture = PICTURE
    for visit in picture.board.visits.values():
        assert made.accepts(VisitAsked(picture, visit)) in (True, False)


PICTURE = a_picture()
terms = st.sampled_from(["p:1", "late", "place:west", "tech:t01", "cellar", "is:ended", "margin<0", "due<12", "p:2..4"])


@given(terms)
def test_a_minus_is_the_complement(term: str) -> None:
    everything = set(PICTURE.board.visits)
    assert found(f"-{term}", PICTURE) == everything - found(term, PICTURE)


@given(st.lists(terms, max_size=4))
def test_terms_are_anded_in_any_order(several: list[str]) -> None:
    each = [found(term, PICTURE) for term in several]
    assert found(" ".join(several), PICTURE) == set(PICTURE.board.visits).intersection(*each)
    assert found(" ".join(reversed(several)), PICTURE) == found(" ".join(several), PICTURE)


@given(st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(["1", "2", "3", "4"]))
def test_a_bar_is_the_union(one: str, other: str) -> None:
    assert found(f"p:{one}|{other}", PICTURE) == found(f"p:{one}", PICTURE) | found(f"p:{other}", PICTURE)


def test_a_pattern_of_stars_costs_no_more_than_a_search() -> None:
    board = a_working_board(a_work_order(id="W1", summary="a" * 4000), a_visit(id="V1"))
    picture = Picture(board, at("10:00"))
    began = time.perf_counter()
    assert found("*".join("a" * 60) + "*ζ", picture) == set()
    assert time.perf_counter() - began < 0.05


def test_every_field_says_what_it_takes() -> None:
    assert all(field.help.endswith(".") for field in VISIT_FIELDS)
