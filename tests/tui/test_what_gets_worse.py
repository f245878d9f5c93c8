"""What an option makes worse is told first and by name, in numbers that can be checked, before anything is accepted."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.effects import Effects, EtaChange, SlaChange
from dispatchtui.core.sla import Band
from dispatchtui.tui.views import effects
from dispatchtui.tui.views import proposals as view
from tests.tui.test_proposal_views import NOW, a_picture, an_option, text, to


def clock(visit_id: str, was: Band, now: Band, was_s: int, now_s: int) -> SlaChange:
    return SlaChange(visit_id=visit_id, was_band=was, band=now, was_margin_s=was_s, margin_s=now_s, sentence="")


LATER = [clock(f"V{number}", Band.RISK, Band.LATE, 600, -600) for number in range(1, 6)]


def test_who_becomes_late_and_who_is_later_still_is_named() -> None:
    found = Effects(slas=(LATER[0], clock("V8", Band.LATE, Band.LATE, -60, -1800)))
    assert effects.preview(found) == "1 more late: V1, 1 later still: V8"
    hardly = Effects(slas=(clock("V8", Band.LATE, Band.LATE, -60, -90),))
    assert effects.preview(hardly) == ""


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    assert effects.preview(Effects(slas=tuple(LATER))) == "5 more late: V1, V2, V3 and 2 more"


def test_what_is_placed_counts_apart_and_is_late_only_where_it_comes_late() -> None:
    came = [EtaChange(visit_id=name, technician_id="T02", eta_s=NOW, placed=True, sentence="") for name in ("V1", "V8")]
    late = Effects(etas=tuple(came), slas=(LATER[0], clock("V8", Band.BREACHED, Band.BREACHED, -60, -1800)))
    assert effects.preview(late) == "1 placed late: V1, 2 placed"


def test_a_proposal_names_what_is_likely_late_before_it_counts_what_changes() -> None:
    picture = a_picture()
    option = an_option(picture.board, NOW, to("V60", "T02", "11:00"), to("V61", "T03", "12:30"))
    first, second = option.rows
    rows = (replace(first, was_percent=None, percent=99), replace(second, was_percent=60, percent=70))
    found = replace(option, rows=rows, cost=36_000.0)
    assert view.worse(found) == ((" 1 likely late: V60 99%", "late"),)
    assert text(view.comes_to(found)).startswith(" 1 placed, 1 other arrival, ")
    many = replace(found, effects=replace(found.effects, slas=tuple(LATER)))
    assert text(view.worse(many)) == " 5 more late: V1, V2, V3, V4, V5; 1 likely late: V60 99%"
    assert "driving" not in text(view.keys(found))
