"""Settings: later wins, and every mistake is one sentence with its place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatchtui.errors import UserError
from dispatchtui.settings import Settings, config_dir, unknown_variables


def _said(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.sentence


def test_the_built_in_ones_need_nothing(tmp_path: Path) -> None:
    settings = Settings.load({}, home=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/dispatchtui.db"
    assert (settings.host, settings.port, settings.clock_speed) == ("127.0.0.1", 8470, 1.0)
    assert settings.local_file == tmp_path / "local.json"


def test_the_command_line_wins_over_the_environment_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('port = 1\nhost = "127.0.0.1"\nclock_speed = 3\n[limits]\nqueue = 7\n')
    environ = {"DISPATCHTUI_HOME": str(tmp_path), "DISPATCHTUI_PORT": "2", "DISPATCHTUI_HOSTS": "a.example, b"}
    settings = Settings.load(environ, port=3)
    assert (settings.port, settings.clock_speed, settings.limits.queue) == (3, 3.0, 7)
    assert settings.hosts == ("a.example", "b")
    assert Settings.load(environ).port == 2
    assert Settings.load({}, home=tmp_path).port == 1


def test_a_clock_starts_at_a_moment_with_its_zone(tmp_path: Path) -> None:
    environ = {"DISPATCHTUI_CLOCK_START_S": "2019-10-21T07:00:00-04:00"}
    assert Settings.load(environ, home=tmp_path).clock_start_s == 1571655600
    with pytest.raises(UserError) as error:
        Settings.load({"DISPATCHTUI_CLOCK_START_S": "2019-10-21T07:00:00"}, home=tmp_path)
    assert _said(error) == (
        "DISPATCHTUI_CLOCK_START_S: '2019-10-21T07:00:00' is not right; "
        "it is epoch seconds or 2019-10-21T07:00:00-04:00."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("port = 'x'", "line 1, port: 'x' is not right; it is a number from 0 (any free one) to 65535."),
        ("\n\nprot = 1", "line 3, prot: there is no such setting; did you mean port."),
        ("[limits]\nqueu = 1", "line 2, limits.queu: there is no such limit; did you mean queue."),
        ("[limits]\nqueue = -1", "line 2, limits.queue: -1 is not right; it is a number above 0."),
        ("[limits]\nqueue = 1.5", "line 2, limits.queue: 1.5 is not right; it is a whole number."),
        ("clock_speed = 0", "line 1, clock_speed: '0' is not right; it is a number above 0 and at most 10000."),
    ],
)
def test_a_mistake_in_the_file_names_file_line_and_field(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(UserError) as error:
        Settings.load({}, home=tmp_path)
    assert _said(error) == f"{path}, {sentence}"


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("port = 1\nhost = \n")
    with pytest.raises(UserError, match=r"settings.toml is not TOML: .*line 2"):
        Settings.load({}, home=tmp_path)
    with pytest.raises(UserError, match="There is no settings file"):
        Settings.load({}, home=tmp_path, file=tmp_path / "missing.toml")


def test_a_variable_nobody_reads_is_reported(tmp_path: Path) -> None:
    environ = {"DISPATCHTUI_DATABSE": "x", "DISPATCHTUI_TOKEN": "t", "HOME": "/"}
    assert unknown_variables(environ) == ("DISPATCHTUI_DATABSE is not a setting; did you mean DISPATCHTUI_DATABASE.",)
    assert Settings.load(environ, home=tmp_path).notices == unknown_variables(environ)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"port": 70_000}, "Port 70000 is not right"),
        ({"database": "mysql://x"}, "it is sqlite:///path/to/file.db or postgresql://user@host/name"),
        ({"tls_cert": Path("/nowhere")}, "given together"),
        ({"host": "192.0.2.1"}, "does not listen on 192.0.2.1 without TLS"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path: Path, given: dict[str, object], says: str) -> None:
    with pytest.raises(UserError, match=says.replace("?", ".")):
        Settings.load({}, home=tmp_path, **given)


def test_the_files_that_ship_are_found() -> None:
    assert config_dir().name == "config"
