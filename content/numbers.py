"""The two numbers that stand in code.

They show on every page, also without a database. A system check of `signals` reports it when the
help directory says otherwise.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A telephone number: whose it is, what is shown, what is dialled (no spaces or dashes)."""

    name: str
    shown: str
    dialled: str


DANGER = Number("112", "112", "112")
ADVICE = Number("Veilig Thuis", "0800-2000", "08002000")

# The services of the directory that these are: never phoned again, and not changed there.
IN_CODE = {"112": DANGER, "veilig-thuis": ADVICE}
