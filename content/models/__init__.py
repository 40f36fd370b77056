from .approval import Refused
from .audit import AuditEntry, AuditHead
from .base import Audience, ChangeCounter, Expiry, Publishable, Source
from .cache import CacheRow
from .glossary import Glossary, Term
from .guides import AudiencePage, Guide, GuideAdvice, GuideStep
from .images import Image, ImageFile
from .kept import KeptForm
from .moved import MovedAddress
from .outside import OutsideLink
from .pages import Page
from .region import Region
from .reporting_code import CodePart, CodeQuestion, Part, ReportingCode, Sector, SectorAddition
from .search import CrisisLine, LayQuery, Synonym
from .starter import StarterRecord
from .topics import Figure, Topic

__all__ = [
    "Audience",
    "AudiencePage",
    "AuditEntry",
    "AuditHead",
    "CacheRow",
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
    "Image",
    "ImageFile",
    "KeptForm",
    "LayQuery",
    "MovedAddress",
    "OutsideLink",
    "Page",
    "Part",
    "Publishable",
    "Refused",
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
