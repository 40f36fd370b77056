from django import forms
from django.forms import BaseInlineFormSet

from .models import Phone, PhoneCall, Service
from .uses import refuse_to_lose


class PhoneForm(forms.ModelForm):
    """A telephone number. Who adds or changes one, types it twice."""

    again = forms.CharField(
        label="Nog een keer het nummer",
        required=False,
        help_text="Alleen als je het nummer toevoegt of verandert. Typ het over, kopieer het niet.",
    )

    class Meta:
        model = Phone
        fields = ("display", "number", "description", "position", "source", "source_date", "is_verified")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.service.is_exempt:
            for name in self.fields:
                self.fields[name].disabled = True
            if "display" in self.fields:
                self.fields["display"].help_text = "Dit nummer ligt vast in de site."

    @property
    def changes_number(self):
        """Whether other digits will be dialled than before; another way to write the same number is no change."""
        new = self.cleaned_data.get("number", "")
        return bool(new) and Phone.digits(new) != Phone.digits(self.initial.get("number", ""))

    def clean(self):
        super().clean()
        number, again = self.cleaned_data.get("number"), self.cleaned_data.get("again", "")
        if number and self.changes_number and Phone.digits(again) != Phone.digits(number):
            message = (
                "Dit zijn andere cijfers dan hierboven." if again else "Typ het nieuwe nummer hier nog een keer."
            )
            self.add_error("again", message)
        return self.cleaned_data


class PhoneFormSet(BaseInlineFormSet):
    """The numbers of a service: what a text shows, is replaced before it goes."""

    def clean(self):
        super().clean()
        if any(self.errors) or not self.instance.pk:
            return
        service = Service.objects.for_display().get(pk=self.instance.pk)
        kept = self.instance.is_active and any(
            form.cleaned_data.get("is_verified") and not form.cleaned_data.get("DELETE") for form in self.forms
        )
        if kept or not service.shown_phones:
            return
        refuse_to_lose(service)


class CallForm(forms.Form):
    """What somebody heard on the telephone."""

    result = forms.ChoiceField(choices=PhoneCall.Result.choices)
    note = forms.CharField(label="notitie", required=False, max_length=300)
