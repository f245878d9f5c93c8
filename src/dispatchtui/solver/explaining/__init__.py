"""Why a visit goes to whom it goes, why not to somebody else, and what would have to change for it to fit.

Never: a change that was not tried on a fork of the board, with one unit less tried beside it.
Why: a dispatcher who is told that nothing fits asks at once by how little.
"""

from dispatchtui.solver.explaining.changes import Change, changes_for, fits
from dispatchtui.solver.explaining.explain import Explanation, explain

__all__ = ["Change", "Explanation", "changes_for", "explain", "fits"]
