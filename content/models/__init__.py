from .approval import Refused, refuse_new_eyes, why_not_yet
from .audit import AuditEntry, AuditHead
from .base import Audience, ChangeCounter, Expiry, Publishable, Source
from .cache import CacheRow
from .cooperation import Frustration
from .downloads import Download
from .glossary import Glossary, Term
from .guides import AudiencePage, Guide, GuideAdvice, GuideStep
from .images import Image, ImageFile
from .kept import KeptForm
from .moved import MovedAddress
from .news import NewsItem
from .outside import OutsideLink
from .pages import Language, Page
from .proposals import FieldChange, Guarded, GuardedQuerySet, Proposal, ProposalQuerySet
from .region import Region
from .reporting_code import CodePart, CodeQuestion, Part, ReportingCode, Sector, SectorAddition
from .search import CrisisLine, LayQuery, Synonym
from .starter import StarterRecord
from .stories import Story
from .topics import Figure, Topic
from .vision import Ambition, RegionalVision

__all__ = [
    "Ambition",
    "Audience",
    "AudiencePage",
    "AuditEntry",
    "AuditHead",
    "CacheRow",
    "ChangeCounter",
    "CodePart",
    "CodeQuestion",
    "CrisisLine",
    "Download",
    "Expiry",
    "FieldChange",
    "Figure",
    "Frustration",
    "Glossary",
    "Guarded",
    "GuardedQuerySet",
    "Guide",
    "GuideAdvice",
    "GuideStep",
    "Image",
    "ImageFile",
    "KeptForm",
    "Language",
    "LayQuery",
    "MovedAddress",
    "NewsItem",
    "OutsideLink",
    "Page",
    "Part",
    "Proposal",
    "ProposalQuerySet",
    "Publishable",
    "Refused",
    "Region",
    "RegionalVision",
    "ReportingCode",
    "Sector",
    "SectorAddition",
    "Source",
    "StarterRecord",
    "Story",
    "Synonym",
    "Term",
    "Topic",
    "refuse_new_eyes",
    "why_not_yet",
]
