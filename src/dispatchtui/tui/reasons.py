"""The reasons one digit stands for, for acts that need one.

Never: a reason without a word for it; free text where a code will do.
Why: codes can be counted at the end of the month, and a digit is quicker than a sentence. `other` asks for words.
"""

from __future__ import annotations

from typing import Final

Reasons = tuple[tuple[str, str], ...]

OTHER: Final = "other"
OVERRIDE: Final[Reasons] = (
    ("customer_asked", "the customer asked for it"),
    ("urgent", "it is more urgent than the rule"),
    ("technician_agreed", "the technician agreed"),
    ("record_behind", "the record is behind the facts"),
    ("supervisor", "the supervisor decided"),
    (OTHER, "another reason, in words"),
)
PARK: Final[Reasons] = (
    ("parts", "waiting for parts"),
    ("customer", "waiting for the customer"),
    ("access", "no access for now"),
    ("weather", "weather"),
    ("permit", "waiting for a permit"),
    (OTHER, "another reason, in words"),
)
CANCEL: Final[Reasons] = (
    ("customer_cancelled", "the customer cancelled"),
    ("duplicate", "a duplicate of another request"),
    ("solved", "solved already"),
    ("not_ours", "not ours to do"),
    ("wrong_data", "taken in error"),
    (OTHER, "another reason, in words"),
)
REJECT: Final[Reasons] = (
    ("busy", "cannot make it in time"),
    ("skill", "lacks the skill or the tools"),
    ("distance", "too far away"),
    (OTHER, "another reason, in words"),
)
CONSENT: Final[Reasons] = (("customer_agreed", "the customer agreed"), *OVERRIDE)
TURN_DOWN: Final[Reasons] = (
    ("customer", "the customer would not have it"),
    ("technician", "the technician would not have it"),
    ("worse", "it makes more worse than it saves"),
    ("wrong_data", "what it rests on is wrong"),
    ("own_way", "it is done in another way"),
    (OTHER, "another reason, in words"),
)

LISTS: Final[dict[str, Reasons]] = {"override": OVERRIDE, "park": PARK, "cancel": CANCEL, "reject": REJECT,
                                    "consent": CONSENT, "turn down": TURN_DOWN}  # fmt: skip
"""Each list by what it is asked for."""
ANSWERS: Final = ("override", "consent")
"""The lists whose reason answers for what an act breaks."""
