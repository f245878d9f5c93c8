"""The action table: one place for every key, verb and word of help."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dispatchtui.core.rights import RIGHTS
from dispatchtui.errors import UserError
from dispatchtui.tui.action import Action
from dispatchtui.tui.actions import ACTIONS, BY_NAME, BY_VERB, key_reference
from dispatchtui.tui.commandline import completed, words_of
from dispatchtui.tui.effects import Move, Say, Submit
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.keymap import Keymap, own_keys, pressed, shown, strokes
from dispatchtui.tui.panes.layout import plan
from dispatchtui.tui.state import MODES, READING, Link, Sheet, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.status import keys as key_line
from dispatchtui.tui.views.status import message, message_lines, status
from tests.builders import a_visit, a_working_board, an_actor, at


def a_state(**given: object) -> State:
    picture = Picture(
        a_working_board(a_visit(id="V60"), a_visit(id="V61", technician="T01", start="13:00")), at("10:00")
    )
    picture.me = an_actor()
    return State(picture=picture, link=Link(word="live", live=True), visit_id="V60", **given)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_can_be_reached_and_explains_itself(action: Action) -> None:
    assert action.keys or action.verbs
    assert action.help.endswith(".")
    assert action.label
    assert set(action.modes) <= set(MODES)
    assert not action.right or action.right in RIGHTS


def test_names_and_verbs_are_unique() -> None:
    assert len(BY_NAME) == len(ACTIONS)
    assert sum(len(action.verbs) for action in ACTIONS) == len(BY_VERB)


def test_no_key_means_two_things_in_one_mode() -> None:
    Keymap()  # raises otherwise
    for mode in MODES:
        keys = [key for action in ACTIONS if mode in action.modes for key in action.keys]
        assert len(keys) == len(set(keys)), mode


def test_no_key_needs_what_ssh_tmux_or_screen_swallow() -> None:
    taken = {f"ctrl+{letter}" for letter in "abcghijmoqsz["}
    for action in ACTIONS:
        assert not taken & set(action.keys)
        assert not any(key.startswith(("alt+", "shift+f", "ctrl+shift")) for key in action.keys)


def test_no_single_lower_case_key_leaves_or_cancels_at_once() -> None:
    assert "q" not in {key for action in ACTIONS for key in action.keys}
    state = a_state()
    assert BY_NAME["cancel"].run(state) == ()
    assert state.mode == "reasons"


def test_the_readme_carries_every_key() -> None:
    text = key_reference()
    for action in ACTIONS:
        assert action.help in text
    assert "`gg`" in text
    assert "`:assign [VISIT [TECH]]`" in text


def test_an_action_is_hindered_by_right_link_and_state_in_that_order() -> None:
    state = a_state()
    release = BY_NAME["release"]
    assert release.hindrance(state) == "V60 is unplaced; only what is planned can be released."
    state.visit_id = "V61"
    assert release.hindrance(state) == ""
    state.link = Link(word="offline", age_s=1)
    assert release.hindrance(state).startswith("Offline: this was not sent and does not wait")
    state.picture.me = an_actor("support", id="sue")
    assert release.hindrance(state) == "Sue lacks the right release: release visits to technicians."


def test_an_act_carries_the_versions_that_were_seen() -> None:
    state = a_state()
    state.visit_id = "V61"
    (effect,) = BY_NAME["release"].run(state)
    assert isinstance(effect, Submit)
    assert effect.pre == {"visits/V61": 1, "lanes/T01:2019-10-21": 0}


def test_moving_asks_the_app_to_move() -> None:
    assert BY_NAME["down"].run(a_state()) == (Move(1),)


def test_keys_in_sequence() -> None:
    keymap = Keymap()
    assert keymap.press("board", "g") is None
    assert keymap.begun == ("g",)
    assert keymap.press("board", "g") is BY_NAME["first"]
    keymap.press("board", "g")
    assert keymap.press("board", "j") is BY_NAME["down"]
    assert keymap.press("board", "Y") is None
    assert keymap.begun == ()
    assert strokes("gg") == ("g", "g")
    assert strokes("enter") == ("enter",)
    assert (shown("ctrl+d"), shown("escape")) == ("Ctrl+D", "Esc")


def test_own_keys_replace_those_of_the_table(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    assert own_keys(file) == {}
    file.write_text('undo = "Y"\nfind = ["f", "ctrl+f"]\n')
    keymap = Keymap(own=own_keys(file))
    assert keymap.press("board", "Y") is BY_NAME["undo"]
    assert keymap.press("board", "u") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("undo = ", "cannot be read"),
        ('undoo = "X"', "there is no action 'undoo'"),
        ("undo = 7", "undo needs a key"),
    ],
)
def test_a_wrong_key_file_is_a_sentence_that_names_it(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(text)
    with pytest.raises(UserError, match=sentence) as caught:
        own_keys(file)
    assert str(file) in caught.value.sentence


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(UserError, match="The key j of undo is already that of down"):
        Keymap(own={"undo": ("j",)})


@pytest.mark.parametrize(
    ("width", "latency", "name"), [(130, True, True), (96, True, True), (84, False, True), (65, False, False)]
)
def test_latency_and_then_the_name_give_way_to_the_counts(width: int, latency: bool, name: bool) -> None:
    state = a_state()
    state.picture.me = an_actor(id="dispatcher", name="Dora Desk")
    state.link = Link(word="live", live=True, rtt_ms=17)
    left, right = status(state, Counter(), width)
    text = "".join(piece for piece, _ in (*left, *right))
    assert len(text) <= width
    assert "0 no ack" in text
    assert "10:00" in text
    assert ("17 ms" in text, "Dora Desk" in text) == (latency, name)


@pytest.mark.parametrize(("width", "gone"), [(80, ("no ack", "gaps")), (60, ("no ack", "gaps", "at risk", "unplaced"))])
def test_the_days_time_stays_however_much_is_counted(width: int, gone: tuple[str, ...]) -> None:
    state = a_state()
    state.link, state.gaps = Link(word="live", live=True, rtt_ms=17, speed=30), 9
    left, right = status(state, Counter(unplaced=58, breached=13, late=18, risk=14, lost=2, broken=3), width)
    text = "".join(piece for piece, _ in (*left, *right))
    assert len(text) <= width
    assert "10:00 x30" in text
    assert {"13 breached", "18 late", "2 lost", "3 broken"} <= {piece.strip() for piece, _ in left}
    assert tuple(word for word in ("no ack", "gaps", "at risk", "unplaced") if word not in text) == gone


def test_what_was_said_has_the_lines_that_it_needs_and_what_follows_the_cursor_two() -> None:
    state = a_state()
    sentence = " ".join(["V41 is kept if T04 is sent by 10:18: there at 10:10 if sent now."] * 4)
    state.say(sentence)
    lines = message_lines(state, 80)
    assert len(lines) == 4
    assert " ".join(line[0][0].strip() for line in lines) == sentence
    assert all(len(line[0][0]) <= 80 for line in lines)
    assert (plan(state, 80, 24, 4).said_cells, plan(state, 80, 24, 2).said_cells) == (2, 0)
    state.message, state.link = None, Link(word="live", live=True)
    state.sheet = Sheet(kind=READING, title="", columns="help", at="x", rows=(
        ViewRow("x", {"keys": ("x", ""), "what": (sentence, "")}),))  # fmt: skip
    assert len(message_lines(state, 80)) == 2


def test_who_one_is_stays_beside_what_is_broken_and_in_conflict() -> None:
    state = a_state()
    state.picture.me = an_actor(id="dispatcher", name="Dora Desk")
    state.link, state.gaps = Link(word="live", live=True, rtt_ms=17, speed=10), 7
    counts = Counter(unplaced=87, breached=17, late=10, risk=24, broken=16)
    state.marks = {"V1": None}
    left, right = status(state, counts, 120)
    text = "".join(piece for piece, _ in (*left, *right))
    assert "16 broken" in text
    assert "Dora Desk" in text
    assert len(text) <= 120


@pytest.mark.parametrize("width", [120, 140, 160, 180, 200, 240])
def test_the_queue_keeps_room_for_the_work_and_its_place(width: int) -> None:
    present = plan(a_state(), width, 50)
    assert width - present.detail_cells - present.side_cells >= 76
    assert ("detail" in present.panes) is (width >= 180)


def test_the_footer_shows_what_can_be_done_and_always_the_way_out() -> None:
    state, keymap = a_state(), Keymap()
    for width in (60, 80, 120, 200):
        pieces = key_line(state, ACTIONS, keymap, width)
        text = "".join(piece for piece, _ in pieces)
        assert len(text.rstrip()) <= width
        assert "a assign" in text
        assert "? help" in text
    styles = dict(zip((text.strip() for text, _ in pieces), (style for _, style in pieces), strict=True))
    assert styles["R"] == "key.off"
    assert styles["a"] == "key"


def test_dots_stand_for_spaces_behind_a_verb_only() -> None:
    assert words_of("a.60.8") == ["a", "60", "8"]
    assert words_of("note V60 gate 4.5") == ["note", "V60", "gate", "4.5"]
    assert words_of("1.5") == ["1.5"]


def test_a_verb_is_completed_as_far_as_it_is_certain() -> None:
    assert completed("rele") == "release "
    assert completed("unkn") == "unkn"


def test_a_line_is_edited_like_any_other() -> None:
    line = Entry(kind="note", prompt=": ").typed("gate four")
    for key in ("ctrl+w", "left", "left", "delete", "home", "right", "backspace"):
        line = line.edited(key) or line
    assert (line.text, line.at) == ("at ", 0)
    assert line.edited("ctrl+u").text == "at "
    assert line.edited("f5") is None
    assert line.typed("a\x1b[31m\nb\u202e").text.isprintable()


def test_lines_typed_before_come_back_with_the_arrows() -> None:
    past = ("goto 60", "a 60 8")
    line = Entry(kind="command", prompt=":")
    line = line.edited("up", past)
    assert line.text == "a 60 8"
    line = line.edited("up", past)
    assert line.edited("up", past).text == "goto 60"
    assert line.edited("down", past).edited("down", past).text == ""


def test_nothing_to_do_is_said() -> None:
    state = State(link=Link(word="live", live=True))
    (said,) = BY_NAME["next"].run(state)
    assert said == Say("Nothing needs you now.", "good")


def test_no_board_is_not_an_empty_board() -> None:
    state = State(link=Link(word="offline", why="The server cannot be reached."))
    sentence = "No board yet: offline. The server cannot be reached."
    (said,) = BY_NAME["next"].run(state)
    assert said == Say(sentence, "error")
    assert BY_NAME["assign"].hindrance(state) == sentence
    left, _ = status(state, Counter(), 120)
    assert " - unplaced" in "".join(text for text, _ in left)
    assert message(state)[0][0].strip() == "The server cannot be reached."


@pytest.mark.parametrize(
    ("name", "character", "mode", "keys"),
    [
        ("j", "j", "board", ("j",)),
        ("slash", "/", "board", ("/",)),
        ("enter", "\r", "board", ("enter",)),
        ("up", "", "board", ("up",)),
        ("ctrl+j", "\n", "board", ("enter",)),
        ("space", " ", "board", ("space",)),
        ("alt+u", "u", "board", ("escape", "u")),
        ("inverted_exclamation_mark", "¡", "board", ("escape", "1")),
        ("circumflex_accent", "^", "candidates", ("escape",)),
        ("pound_sign", "£", "line", ("£",)),
        ("circumflex_accent", "^", "line", ("^",)),
    ],
)
def test_a_key_of_the_terminal_is_a_key_of_ours(name: str, character: str, mode: str, keys: tuple[str, ...]) -> None:
    assert pressed(name, character, mode) == keys
