"""Images in the newsroom."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join

from . import images
from .admin_proposals import GuardedAdmin
from .forms import KeepingForm
from .keeping import KeepingAdmin
from .models import Image


class ImageForm(KeepingForm):
    """An image; a new one comes with a file."""

    file = forms.FileField(
        label="bestand",
        help_text="Een foto als JPEG, PNG of WebP, hoogstens 8 MB. Waar en waarmee de foto is gemaakt, bewaren we "
        "niet. Niemand die gevaar loopt, mag erop te herkennen zijn.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Image
        fields = ("alt", "credit", "consent_by", "consent_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("file", None)

    def clean_file(self):
        """The pictures made of the file; what was typed in the other fields stays when it is refused."""
        return images.sizes_of(self.cleaned_data["file"])

    def clean_alt(self):
        alt = self.cleaned_data["alt"].strip()
        if alt.lower() in ("foto", "beeld", "afbeelding", "plaatje", "image") or len(alt) < 5:
            raise ValidationError("Zeg wat er te zien is, zodat wie het beeld niet ziet het ook weet.")
        return alt


class UnusedFilter(admin.SimpleListFilter):
    title = "gebruik"
    parameter_name = "gebruik"

    def lookups(self, request, model_admin):
        return [("nergens", "In geen enkele tekst"), ("site", "Op de site")]

    def queryset(self, request, queryset):
        match self.value():
            case "nergens":
                return queryset.unused()
            case "site":
                return queryset.on_the_site()
        return queryset


@admin.register(Image)
class ImageAdmin(GuardedAdmin, KeepingAdmin):
    # list
    list_display = ("picture", "alt", "credit", "consent_by", "consent_on", "uploaded_at")
    list_display_links = ("picture", "alt")
    list_filter = (UnusedFilter,)
    search_fields = ("alt", "credit", "key")
    list_per_page = 20

    # detail
    form = ImageForm

    def get_fields(self, request, obj=None):
        fields = ("alt", "credit", "consent_by", "consent_on")
        return ("picture", "as_reference", *fields, "sizes", "used") if obj else ("file", *fields)

    def get_readonly_fields(self, request, obj=None):
        return ("picture", "as_reference", "sizes", "used")

    # behaviour
    def has_change_permission(self, request, obj=None):
        """What is on the site is changed by who may publish."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self.may_publish(request) or not obj.is_on_the_site)

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("content.publish_page")

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.uploaded_by = request.user
        obj.draw(form.cleaned_data["file"])

    def get_deleted_objects(self, objs, request):
        """Names what still shows an image, as Django does for rows that protect another."""
        deleted, counts, rights, protected = super().get_deleted_objects(objs, request)
        for image in objs:
            protected += [self.link_to(item) for item in image.used_in()]
        return deleted, counts, rights, protected

    def link_to(self, item):
        words = f"{item._meta.verbose_name}: {item}"
        if getattr(item, "draft_of_id", None):
            words += " (concept)"
        try:
            url = reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])
        except NoReverseMatch:
            return words
        return format_html('<a href="{}">{}</a>', url, words)

    @admin.display(description="beeld")
    def picture(self, image):
        smallest = image.files.defer("content").first()
        if not smallest:
            return "—"
        address = reverse("image", args=[image.key, smallest.width])
        return format_html('<img class="nig-thumbnail" src="{}" alt="{}">', address, image.alt)

    @admin.display(description="zo staat het in een tekst")
    def as_reference(self, image):
        return format_html("<code>{}</code>", image.reference)

    @admin.display(description="formaten")
    def sizes(self, image):
        return ", ".join(map(str, image.files.defer("content")))

    @admin.display(description="staat in")
    def used(self, image):
        lines = format_html_join("", "<li>{}</li>", ([self.link_to(item)] for item in image.used_in()))
        return format_html("<ul>{}</ul>", lines) if lines else "In geen enkele tekst."
