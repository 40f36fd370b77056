from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from . import search, views
from .sitemaps import sitemaps

urlpatterns = [
    path("", views.home, name="home"),
    path("voor/<slug:slug>/", views.DoorDetail.as_view(), name="door"),
    path("a-z/", views.a_z, name="a_z"),
    path("a-z/<str:letter>/", views.a_z, name="a_z_letter"),
    path("zoeken/", search.page, name="search"),
    path("zoeken/lijst.json", search.index, name="search_index"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps}, name="sitemap"),
    path("gezond/", views.health, name="health"),
    path("beheer/", include("nouishetgenoeg.admin_urls")),
    path("beheer/", admin.site.urls),
    path("", include("signals.urls")),
    path("", include("content.urls")),
]

handler400 = "nouishetgenoeg.views.bad_request"
handler403 = "nouishetgenoeg.views.permission_denied"
handler404 = "nouishetgenoeg.views.not_found"
handler500 = "nouishetgenoeg.views.server_error"
