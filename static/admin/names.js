/* Names what scripts put in a form without a name: the fields of select2, and the preview of a text. */
(function () {
  'use strict';
  function text(element) { return element ? element.textContent.replace(/[:\s]+$/, '').trim() : ''; }

  function nameChoice(box) {
    var select = box.previousElementSibling, label = select && select.labels && select.labels[0];
    if (!label) return;
    label.id = label.id || select.id + '_label';
    var chosen = box.querySelector('.select2-selection__rendered'), search = box.querySelector('.select2-search__field');
    // What is chosen is words only: the box around it has the name, the value and the keys.
    chosen.setAttribute('role', 'presentation');
    chosen.removeAttribute('aria-readonly');
    box.querySelector('.select2-selection').setAttribute('aria-labelledby', (label.id + ' ' + chosen.id).trim());
    if (search) search.setAttribute('aria-label', text(label));
  }
  function name() {
    document.querySelectorAll('select + .select2-container').forEach(nameChoice);
    document.querySelectorAll('.nig-preview[role=region]').forEach(function (region) {
      var label = text(region.closest('.form-row') && region.closest('.form-row').querySelector('label'));
      var group = text(region.closest('.inline-related') && region.closest('.inline-related').querySelector('h3'));
      region.setAttribute('aria-label', ['Voorbeeld', label, group].filter(Boolean).join(', '));
    });
  }
  window.addEventListener('load', function () { window.setTimeout(name, 0); });
  document.addEventListener('formset:added', function () { window.setTimeout(name, 0); });
  // The field to search in is there only while the list is open.
  if (window.django) {
    window.django.jQuery(document).on('select2:open', function (event) {
      var search = document.querySelector('.select2-dropdown .select2-search__field');
      if (search) search.setAttribute('aria-label', text(event.target.labels[0]));
      var field = event.target.nextElementSibling.querySelector('.select2-selection[aria-owns]');
      if (field) field.setAttribute('aria-controls', field.getAttribute('aria-owns'));
    });
  }
})();
