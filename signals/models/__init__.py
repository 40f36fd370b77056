from .alerts import Alert
from .checklists import Checklist, Sign, SignGroup, Weight
from .directory import (
    CallFact,
    Channel,
    Coverage,
    FieldSource,
    Organization,
    Phone,
    PhoneCall,
    Schedule,
    ScheduleException,
    Service,
)
from .numbers import NumberChange
from .places import Municipality, PostcodeArea

__all__ = [
    "Alert",
    "CallFact",
    "Channel",
    "Checklist",
    "Coverage",
    "FieldSource",
    "Municipality",
    "NumberChange",
    "Organization",
    "Phone",
    "PhoneCall",
    "PostcodeArea",
    "Schedule",
    "ScheduleException",
    "Service",
    "Sign",
    "SignGroup",
    "Weight",
]
