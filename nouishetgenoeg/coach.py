"""The reporting code for one sector: needs the common parts, the sector, and the municipalities of the region."""

from django.views.generic import DetailView

from content.models import Part, Sector
from content.remember import once
from content.views import listed, parts_for, reporting_code
from signals.models import Municipality


@once
def municipalities():
    """Those of the region: where the help of one place stands."""
    return list(Municipality.objects.current().local())


class SectorDetail(DetailView):
    """First what to do in acute danger, then whom to talk to, the five steps, the weighing, and all the rest."""

    model = Sector

    def get_queryset(self):
        # `checklists` is a relation of `signals`.
        return Sector.objects.published().prefetch_related("additions", "sources", "checklists")

    def get_context_data(self, **kwargs):
        code = reporting_code()
        parts = parts_for(self.object, code)
        before = (Part.ACUTE, Part.CONSULT)
        return super().get_context_data(
            code=code,
            first=[entry for entry in parts if entry["part"] in before],
            steps=[entry for entry in parts if entry["part"].is_step],
            others=[entry for entry in parts if entry["part"] not in before and not entry["part"].is_step],
            checklists=listed(self.object.checklists),
            municipalities=municipalities(),
            **kwargs,
        )
