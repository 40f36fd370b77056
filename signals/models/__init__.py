from .alerts import Alert
from .checklists import Checklist, Sign, SignGroup, Weight
from .directory import Coverage, FieldSource, Organization, Phone, Schedule, Service
from .places import Municipality, PostcodeArea

__all__ = [
    "Alert",
    "Checklist",
    "Coverage",
    "FieldSource",
    "Municipality",
    "Organization",
    "Phone",
    "PostcodeArea",
    "Schedule",
    "Service",
    "Sign",
    "SignGroup",
    "Weight",
]
