"""The seam between Textual and the terminal: everything private or peculiar about either lives here.

- `environment` what Textual must find before it is imported; importing this package sets it
- `detect`      what the terminal can do: colour depth and glyphs, or why it is refused
- `glyphs`      three sets of symbols: unicode, console, ascii
- `theme`       style names and what they look like at each colour depth
- `cells`       from styled text to cells and from cells to escape sequences
- `frames`      the front buffer: only cells that differ are written
- `guard`       the second line: no foreign control byte leaves
- `flow`        how many frames may be under way on a slow link
- `driver`      the terminal device: quick Escape, hang-up, a clean terminal whatever happens
- `paint`       painting from the key handler; memory settled after a snapshot
- `base`        `ConsoleBase`, which bundles it all: the console's app subclasses it

Never: visits, technicians, the replica or any other word of the trade; networking; a heavy import.
Why: Textual is pinned exactly because these modules use names it does not promise. Each has a
contract test, so that an upgrade fails in a test of this package and not on a dispatcher's screen.
"""

from dispatchtui.tui.terminal.environment import prepare

prepare()
