"""Choices that several kinds of items for professionals share."""

from django.db import models


class TargetGroup(models.TextChoices):
    """For whose work something is. The keys stand in addresses: they do not change."""

    EDUCATION = "onderwijs", "Onderwijs"
    CHILD_CARE = "kinderopvang", "Kinderopvang"
    YOUTH_CARE = "jeugdhulp", "Jeugdhulp"
    YOUTH_HEALTH = "jeugdgezondheidszorg", "Jeugdgezondheidszorg"
    DOCTORS = "huisarts-en-ziekenhuis", "Huisarts en ziekenhuis"
    BIRTH_CARE = "geboortezorg", "Verloskunde en kraamzorg"
    MENTAL_HEALTH = "ggz", "Ggz"
    ELDERLY_CARE = "ouderenzorg", "Wijkverpleging en ouderenzorg"
    SOCIAL_SUPPORT = "wijkteam", "Wijkteam en gemeente"
    HOUSING = "woningcorporatie", "Woningcorporatie"
    SPORT = "sport-en-vrijwilligers", "Sport en vrijwilligers"
    JUSTICE = "politie-en-justitie", "Politie en justitie"
    ALL = "iedereen", "Iedereen"


class Level(models.TextChoices):
    BASIC = "basis", "Basis"
    DEEPENING = "verdieping", "Verdieping"


class Form(models.TextChoices):
    """How a training or a meeting is held."""

    ON_SITE = "op-locatie", "Op locatie"
    ONLINE = "online", "Online"
    E_LEARNING = "e-learning", "E-learning"
    MIXED = "gemengd", "Deels online, deels op locatie"


class Step(models.TextChoices):
    """The five steps of the reporting code (Besluit verplichte meldcode, in its wording of 2019)."""

    SIGNS = "1", "Stap 1: signalen in kaart"
    CONSULT = "2", "Stap 2: overleggen met een collega en Veilig Thuis"
    TALK = "3", "Stap 3: praten met wie het aangaat"
    WEIGH = "4", "Stap 4: wegen"
    DECIDE = "5", "Stap 5: beslissen"
