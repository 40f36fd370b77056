from django.urls import path

from . import views

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
    path("hulp/<slug:slug>/", views.MunicipalityDetail.as_view(), name="municipality"),
]
