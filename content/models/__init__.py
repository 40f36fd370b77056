from .base import Audience, ChangeCounter, Expiry, Publishable, Source
from .glossary import Glossary, Term
from .guides import AudiencePage, Guide, GuideAdvice, GuideStep
from .moved import MovedAddress
from .pages import Page
from .region import Region
from .reporting_code import CodePart, CodeQuestion, Part, ReportingCode, Sector, SectorAddition
from .search import CrisisLine, LayQuery, Synonym
from .starter import StarterRecord
from .topics import Figure, Topic

__all__ = [
    "Audience",
    "AudiencePage",
    "ChangeCounter",
    "CodePart",
    "CodeQuestion",
    "CrisisLine",
    "Expiry",
    "Figure",
    "Glossary",
    "Guide",
    "GuideAdvice",
    "GuideStep",
    "LayQuery",
    "MovedAddress",
    "Page",
    "Part",
    "Publishable",
    "Region",
    "ReportingCode",
    "Sector",
    "SectorAddition",
    "Source",
    "StarterRecord",
    "Synonym",
    "Term",
    "Topic",
]
