"""The command `dispatchtui`, also as `python -m dispatchtui`.

The console takes a short way that loads no command-line library, because it must paint at once.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["console"]:
        from dispatchtui.cli.fast import console_options

        options = console_options(arguments[1:])
        if options is not None:
            from dispatchtui.cli.fast import open_console

            sys.exit(open_console(options))
    from dispatchtui.cli import run

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
