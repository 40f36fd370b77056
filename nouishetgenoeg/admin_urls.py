from django.urls import path

from . import editing
from .accounts import urls as accounts

urlpatterns = [path("voorbeeld/", editing.preview, name="preview"), *accounts.urlpatterns]
