from .agenda import Event, Series, SeriesYear
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
from .initiatives import Initiative
from .numbers import NumberChange
from .places import Municipality, PostcodeArea
from .training import Training, TrainingDate

__all__ = [
    "Alert",
    "CallFact",
    "Channel",
    "Checklist",
    "Coverage",
    "Event",
    "FieldSource",
    "Initiative",
    "Municipality",
    "NumberChange",
    "Organization",
    "Phone",
    "PhoneCall",
    "PostcodeArea",
    "Schedule",
    "ScheduleException",
    "Series",
    "SeriesYear",
    "Service",
    "Sign",
    "SignGroup",
    "Training",
    "TrainingDate",
    "Weight",
]
