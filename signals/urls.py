from django.urls import path

from content.periods import by_date

from . import agenda, calendars, initiatives, training, views

app_name = "signals"

urlpatterns = [
    path("signalen/", views.ChecklistList.as_view(), name="checklist_list"),
    path("signalen/bij-de-hand/", views.at_hand, name="at_hand"),
    path("signalen/bij-de-hand.json", views.signs, name="signs"),
    path("signalen/<slug:slug>/", views.ChecklistDetail.as_view(), name="checklist"),
    path("hulp/", views.Finder.as_view(), name="finder"),
    path("hulp/alle-gemeenten/", views.MunicipalityList.as_view(), name="municipality_list"),
    path("hulp/landelijk/", views.NationalLines.as_view(), name="national"),
    path("hulp/postcodes.json", views.postcodes, name="postcodes"),
    path("agenda/agenda.ics", calendars.agenda, name="event_calendar"),
    path("agenda/<slug:slug>.ics", calendars.one, name="event_file"),
    *by_date("agenda/archief/", agenda.EventArchive.as_view(), "event_archive"),
    *by_date("agenda/", agenda.EventList.as_view(), "event_list"),
    path("agenda/reeks/<slug:slug>/", agenda.SeriesDetail.as_view(), name="series"),
    path("agenda/<slug:slug>/", agenda.EventDetail.as_view(), name="event"),
    path("scholing/", training.TrainingList.as_view(), name="training_list"),
    path("scholing/<slug:slug>/", training.TrainingDetail.as_view(), name="training"),
    path("scholing/<slug:facet>/<slug:value>/", training.TrainingFacet.as_view(), name="training_facet"),
    path("initiatieven/", initiatives.InitiativeList.as_view(), name="initiative_list"),
    path("initiatieven/<slug:slug>/", initiatives.InitiativeDetail.as_view(), name="initiative"),
    path("hulp/<slug:slug>/", views.MunicipalityDetail.as_view(), name="municipality"),
]
