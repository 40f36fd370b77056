from django.contrib import admin
from django.urls import include, path

from . import a_z, coach, search, views

urlpatterns = [
    path("", views.home, name="home"),
    path("voor/<slug:slug>/", views.DoorDetail.as_view(), name="door"),
    path("meldcode/<slug:slug>/", coach.SectorDetail.as_view(), name="sector"),
    path("a-z/", a_z.a_z, name="a_z"),
    path("a-z/<str:letter>/", a_z.a_z, name="a_z_letter"),
    path("a-z/<str:letter>/<int:number>/", a_z.a_z, name="a_z_letter"),
    path("zoeken/", search.page, name="search"),
    path("zoeken/lijst.json", search.index, name="search_index"),
    path("insluiten/", views.embed, name="embed"),
    path("insluiten/kaart/", views.card, name="card"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>.xml", views.sitemap_section, name="sitemap_section"),
    path("beheer/", include("nouishetgenoeg.admin_urls")),
    path("beheer/", admin.site.urls),
    path("", include("signals.urls")),
    path("", include("content.urls")),
]

handler400 = "nouishetgenoeg.views.bad_request"
handler403 = "nouishetgenoeg.views.permission_denied"
handler404 = "nouishetgenoeg.views.not_found"
handler500 = "nouishetgenoeg.views.server_error"
handler429 = "nouishetgenoeg.views.too_many"
