from django.urls import path

from . import editing

urlpatterns = [path("voorbeeld/", editing.preview, name="preview")]
