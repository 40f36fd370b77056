from .base import Audience, ChangeCounter, Expiry, Publishable, Source
from .cooperation import Frustration
from .downloads import Download
from .guides import AudiencePage, Guide, GuideAdvice, GuideStep
from .moved import MovedAddress
from .news import NewsItem
from .pages import Page
from .region import Region
from .search import CrisisLine, LayQuery, Synonym
from .starter import StarterRecord
from .stories import Story
from .topics import Figure, Topic
from .vision import Ambition, RegionalVision

__all__ = [
    "Ambition",
    "Audience",
    "AudiencePage",
    "ChangeCounter",
    "CrisisLine",
    "Download",
    "Expiry",
    "Figure",
    "Frustration",
    "Guide",
    "GuideAdvice",
    "GuideStep",
    "LayQuery",
    "MovedAddress",
    "NewsItem",
    "Page",
    "Publishable",
    "Region",
    "RegionalVision",
    "Source",
    "StarterRecord",
    "Story",
    "Synonym",
    "Topic",
]
