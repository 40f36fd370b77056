from django.urls import path

from . import editing

urlpatterns = [
    path("voorbeeld/", editing.preview, name="preview"),
    path("schrijfhulp/", editing.hints, name="writing_hints"),
    path("kiezen/", editing.choices, name="choices"),
]
