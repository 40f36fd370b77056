from django.urls import path

from . import editing
from .accounts import urls as accounts

urlpatterns = [
    path("voorbeeld/", editing.preview, name="preview"),
    path("schrijfhulp/", editing.hints, name="writing_hints"),
    path("beeld/", editing.upload, name="upload"),
    path("beeld/<slug:key>-<int:width>.webp", editing.image, name="image"),
    path("kiezen/", editing.choices, name="choices"),
    *accounts.urlpatterns,
]
