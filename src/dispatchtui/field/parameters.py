"""How people behave in the simulated field; imported by nothing else.

Units: seconds, probabilities (0 to 1), and sigmas of lognormal factors whose median is 1.
"""

from __future__ import annotations

# Answering an instruction.
ACKNOWLEDGE_MEDIAN_S = 150
ACKNOWLEDGE_SIGMA = 0.8
REJECT = 0.02
REJECT_REASONS = ("van is full", "not my trade after all", "too far for the rest of my day")

# Driving.
LEAVE_S = (40, 240)
"""Between being free and setting out."""
EARLY_S = 420
"""How much earlier than needed people like to leave, at most."""
TRAVEL_MEDIAN = 1.06
TRAVEL_SIGMA = 0.22
PARKING_S = (45, 240)

# On site.
SETTLE_S = (60, 240)
NO_ACCESS = 0.03
NO_ACCESS_WAIT_S = 600
NO_ACCESS_REASONS = ("gate locked, nobody answers", "a car stands over the manhole", "owner refuses entry")

# Work: the planned median times all of these effects.
WORK_SIGMA = 0.30
DAY_SIGMA = 0.05
AREA_SIGMA = 0.08
TECHNICIAN_SIGMA = 0.12
TYPE_MEDIAN = {
    "CABLE_FAULT": 1.25,
    "SEWER_BASEMENT": 1.15,
    "SEWER_OVERFLOW": 1.20,
    "STREET_LIGHT": 0.90,
    "WATER_METER": 0.85,
    "TREE_INSPECTION": 0.95,
}
SHORTEST_WORK_S = 300
OVERRUN_FROM_S = 600
"""An overrun of at least this is reported."""
OVERRUN_SEEN_AT = 0.75
"""The share of the planned time after which an overrun is noticed."""
SUSPEND = 0.015
SUSPEND_AT = 0.4
SUSPEND_S = (900, 2700)
SUSPEND_REASONS = ("waiting for a part", "power company must switch off first")
INCOMPLETE = 0.03
INCOMPLETE_REASONS = ("needs a second person", "part on order", "ground too wet")

# People.
SICK = 0.04
SICK_BETWEEN_S = (-600, 5 * 3600)
"""When a sick call comes, counted from the start of the shift."""
SICK_REASON = "called in sick"

# Customers.
CANCEL = 0.03
CANCEL_AFTER_S = (1_500, 5 * 3600)
CANCEL_REASONS = ("solved itself", "a neighbour fixed it", "cannot wait any longer")
EMERGENCIES = 3
EMERGENCY_BETWEEN_S = (1_200, 8 * 3600)

# Devices.
POSITION_MOVING_S = 60
POSITION_STILL_S = 600
POSITION_LEAST_S = 0.5
"""No device reports more often than this in real time, however fast the day runs."""
