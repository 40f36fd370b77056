from .approval import Refused
from .base import Audience, ChangeCounter, Expiry, Publishable, Source
from .guides import AudiencePage, Guide, GuideAdvice, GuideStep
from .kept import KeptForm
from .moved import MovedAddress
from .pages import Page
from .region import Region
from .search import CrisisLine, LayQuery, Synonym
from .starter import StarterRecord
from .topics import Figure, Topic

__all__ = [
    "Audience",
    "AudiencePage",
    "ChangeCounter",
    "CrisisLine",
    "Expiry",
    "Figure",
    "Guide",
    "GuideAdvice",
    "GuideStep",
    "KeptForm",
    "LayQuery",
    "MovedAddress",
    "Page",
    "Publishable",
    "Refused",
    "Region",
    "Source",
    "StarterRecord",
    "Synonym",
    "Topic",
]
