"""What is allowed: one file a constraint, each explains what it refuses with numbers.

`CONSTRAINTS` is the one list; its order is the order on screen and in the reference.
Never: a constraint that reads another; a rule about facts (who arrived late, arrived).
Why: one checker judges the desk, the API, imports and every keystroke alike, so a rule is
written once and found by its name.
"""

from __future__ import annotations

from dispatchtui.constraints.access_hours import ACCESS_HOURS
from dispatchtui.constraints.base import Constraint
from dispatchtui.constraints.booking_policy import BOOKING_POLICY
from dispatchtui.constraints.bump_again import BUMP_AGAIN
from dispatchtui.constraints.capacity import CAPACITY
from dispatchtui.constraints.certification_valid import CERTIFICATION_VALID
from dispatchtui.constraints.cool_down import COOL_DOWN
from dispatchtui.constraints.crew_complete import CREW_COMPLETE
from dispatchtui.constraints.data_present import DATA_PRESENT
from dispatchtui.constraints.dependencies import DEPENDENCIES
from dispatchtui.constraints.equipment import EQUIPMENT
from dispatchtui.constraints.excluded_technician import EXCLUDED_TECHNICIAN
from dispatchtui.constraints.legal_hours import LEGAL_HOURS
from dispatchtui.constraints.locked import LOCKED
from dispatchtui.constraints.no_overlap import NO_OVERLAP
from dispatchtui.constraints.not_past import NOT_PAST
from dispatchtui.constraints.on_call import ON_CALL_HOURS
from dispatchtui.constraints.parts_on_van import PARTS_ON_VAN
from dispatchtui.constraints.promise_window import PROMISE_WINDOW
from dispatchtui.constraints.required_skills import REQUIRED_SKILLS
from dispatchtui.constraints.required_technician import REQUIRED_TECHNICIAN
from dispatchtui.constraints.safety import SAFETY
from dispatchtui.constraints.same_site_duplicate import SAME_SITE_DUPLICATE
from dispatchtui.constraints.shift_hours import SHIFT_HOURS
from dispatchtui.constraints.territory import TERRITORY
from dispatchtui.constraints.time_off import TIME_OFF
from dispatchtui.constraints.travel_limit import TRAVEL_LIMIT

CONSTRAINTS: tuple[Constraint, ...] = (
    NO_OVERLAP,
    NOT_PAST,
    TIME_OFF,
    SHIFT_HOURS,
    LEGAL_HOURS,
    ON_CALL_HOURS,
    REQUIRED_SKILLS,
    CERTIFICATION_VALID,
    CREW_COMPLETE,
    SAFETY,
    EXCLUDED_TECHNICIAN,
    REQUIRED_TECHNICIAN,
    PARTS_ON_VAN,
    EQUIPMENT,
    TERRITORY,
    ACCESS_HOURS,
    PROMISE_WINDOW,
    DEPENDENCIES,
    LOCKED,
    TRAVEL_LIMIT,
    CAPACITY,
    BOOKING_POLICY,
    BUMP_AGAIN,
    DATA_PRESENT,
    SAME_SITE_DUPLICATE,
    COOL_DOWN,
)
