from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from content.forms import NamedDatesForm

from .models import Alert, Phone, PhoneCall, Service
from .models.alerts import FIXED_TEXTS
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


class NumberForm(forms.Form):
    """A number as people write it, typed twice; the telephone dials its digits."""

    number = forms.CharField(
        label="Nieuw nummer",
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )
    again = forms.CharField(
        label="Nog een keer",
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    source = forms.CharField(label="Hoe weet je dit (mag leeg)", max_length=500, required=False)
    is_wrong = forms.BooleanField(label="Het oude nummer is fout: verberg het nu", required=False)

    def __init__(self, *args, phone, **kwargs):
        super().__init__(*args, **kwargs)
        self.phone = phone

    def clean(self):
        super().clean()
        number, again = self.cleaned_data.get("number"), self.cleaned_data.get("again")
        if not number or not again:
            return self.cleaned_data
        if Phone.digits(number) != Phone.digits(again):
            self.add_error("again", "Dit zijn andere cijfers dan hierboven.")
            return self.cleaned_data
        digits = "".join(filter(str.isdigit, number))
        dialled = f"+{digits}" if number.strip().startswith("+") else digits
        proposed = Phone(service=self.phone.service, number=dialled, display=number.strip())
        try:
            proposed.full_clean(exclude=["service"])
        except ValidationError as error:
            self.add_error("number", error.messages)
        self.cleaned_data |= {"dialled": dialled, "display": number.strip()}
        return self.cleaned_data


class AlertForm(NamedDatesForm):
    """A message in a fixed wording, which one person may put up, or in one's own."""

    fixed = forms.ChoiceField(
        label="vaste tekst",
        required=False,
        choices=[
            ("", "een eigen tekst (hieronder); een collega keurt die goed"),
            *((text, text) for text in FIXED_TEXTS),
        ],
    )

    class Meta:
        model = Alert
        fields = ("fixed", "text", "phone", "starts_at", "ends_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        if self.instance.text in FIXED_TEXTS:
            self.initial |= {"fixed": self.instance.text, "text": ""}

    def clean_text(self):
        text = self.cleaned_data.get("fixed") or self.cleaned_data.get("text")
        if not text:
            raise ValidationError("Kies een vaste tekst, of schrijf er zelf een.")
        return text
