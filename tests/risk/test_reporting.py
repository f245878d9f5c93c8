"""What a report says, and the diagram to the letter."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.risk.calibration import Bin, Report, Scored, Warned, score
from dispatchtui.risk.reporting import diagram, sentences, tables

NOTHING = score([])


def a_bin(tenth: int, n: int, predicted: float, observed: float, spread: float) -> Bin:
    """A tenth whose gap may be off by `spread` to both sides."""
    gap = observed - predicted
    return Bin(low=tenth / 10, high=(tenth + 1) / 10, n=n, predicted=predicted, observed=observed,
               gap=gap, gap_low=gap - spread, gap_high=gap + spread)  # fmt: skip


REPORT = Report(
    n=2_590, days=30, voided=80, waiting=1, base_rate=0.1234, brier=0.0521, brier_low=0.0493, brier_high=0.055,
    constant=0.1042, skill=0.5,
    table=(a_bin(0, 2_000, 0.04, 0.04, 0.01), a_bin(3, 500, 0.35, 0.45, 0.06), a_bin(9, 90, 0.95, 0.7, 0.1)),
    horizons=(), policies=(),
    warned=Warned(breaches=340, warned=310, warnings=450, lead_median_min=62.0, lead_p90_min=110.0, early=0.84,
                  false_alarms=0.3111),
)  # fmt: skip


def test_the_diagram_shows_what_came_beside_what_was_said():
    assert diagram(REPORT, 80) == (
        "    said  0%                 50%                 100%   came how many",
        "  0-10%    ─●                                             4%    2,000 ██████████",
        " 10-20%         │",
        " 20-30%             │",
        " 30-40%                  │───●──                         45%      500 ██",
        " 40-50%                      │",
        " 50-60%                          │",
        " 60-70%                              │",
        " 70-80%                                   │",
        " 80-90%                                       │",
        " 90-100%                           ────●─────     │      70%       90 █",
        "          ● came  │ said  ─ 95 of 100 by day",
    )


def test_the_diagram_has_no_bars_where_it_is_narrow_and_plain_letters_where_nothing_else_is_drawn():
    assert diagram(REPORT, 50, "ascii") == (
        "    said  0%       50%        100%   came how many",
        "  0-10%    o                           4%    2,000",
        " 10-20%      |",
        " 20-30%         |",
        " 30-40%           |-o--               45%      500",
        " 40-50%             |",
        " 50-60%                |",
        " 60-70%                  |",
        " 70-80%                    |",
        " 80-90%                       |",
        " 90-100%                --o--   |     70%       90",
        "          o came  | said  - 95 of 100 by day",
    )


def test_no_line_of_it_is_longer_than_there_is_room():
    for width in (30, 50, 69, 70, 80, 119, 200):
        for tier in ("unicode", "console", "ascii"):
            lines = diagram(REPORT, width, tier)
            assert len(lines) == 12
            assert max(map(len, lines)) <= width
    assert all(line.isascii() for line in diagram(REPORT, 120, "ascii"))


def test_a_report_is_told_in_sentences_with_its_figures():
    assert sentences(REPORT) == (
        (
            "2,590 predictions of 30 days are scored, and 12.3% of what they were about was broken; "
            "80 came to nothing and 1 is not known yet."
        ),
        (
            "The Brier score is 0.0521 (0.0493 to 0.0550 by day), that of the best constant for each horizon 0.1042: "
            "skill 50%."
        ),
        (
            "The largest gap of a tenth that holds 200 predictions or more is at 30% to 40%: 10.0 points more was "
            "broken than said, +4.0 to +16.0 by day."
        ),
        (
            "Of 340 breaches 310 were warned of, half of them 62 min ahead or more and a tenth 110; 84% of all at "
            "least 45 min ahead."
        ),
        "After 140 of 450 warnings the word was kept: 31%.",
    )


def test_one_day_tells_nothing_of_others():
    one = replace(REPORT, days=1, brier_low=None, brier_high=None)
    assert sentences(one)[1].startswith("The Brier score is 0.0521, that of the best constant")
    assert sentences(one)[2].endswith("10.0 points more was broken than said.")


def test_a_report_of_nothing_says_so():
    assert sentences(NOTHING) == ("No prediction has been scored; 0 came to nothing and 0 are not known yet.",)
    assert len(diagram(NOTHING, 80)) == 12


def a_group(name: str, n: int, skill: float | None) -> Scored:
    return Scored(name=name, n=n, breaches=60, base_rate=0.05, predicted=0.049, brier=0.0312, constant=0.0475,
                 skill=skill)  # fmt: skip


def test_horizons_and_policies_stand_in_columns() -> None:
    horizons = (a_group("15", 1_200, 0.343), a_group("120", 900, -0.01))
    assert tables(replace(REPORT, horizons=horizons, policies=(a_group("", 12, None),))) == (
        "HORIZON         N  BROKEN    SAID    BRIER CONSTANT  SKILL",
        "15 min      1,200    5.0%    4.9%   0.0312   0.0475    34%",
        "120 min       900    5.0%    4.9%   0.0312   0.0475    -1%",
        "",
        "POLICY            N  BROKEN    SAID    BRIER CONSTANT  SKILL",
        "no policy        12    5.0%    4.9%   0.0312   0.0475",
    )
