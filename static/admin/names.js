/* Gives a name to what Django's forms leave without one: dates, cells of a table, fields of select2. */
(function () {
  'use strict';
  function text(element) { return element ? element.textContent.replace(/[:\s]+$/, '').trim() : ''; }

  function nameOf(field) {
    var cell = field.closest('td');
    if (cell) {
      var head = cell.closest('table').querySelectorAll('thead th')[cell.cellIndex];
      var shift = cell.parentNode.querySelectorAll('td.original').length ? 0 : -1;
      return text(head) || text(cell.closest('table').querySelectorAll('thead th')[cell.cellIndex + shift]);
    }
    var row = field.closest('.form-row');
    var name = text(row && row.querySelector('label, legend'));
    var part = field.closest('.datetime') && field.previousSibling ? text({ textContent: field.previousSibling.textContent || '' }) : '';
    return part ? name + ', ' + part.toLowerCase() : name;
  }
  function name() {
    document.querySelectorAll('#content-main input:not([type=hidden], [type=submit], [type=button]), #content-main select, #content-main textarea').forEach(function (field) {
      var isNamed = (field.labels && field.labels.length) || field.getAttribute('aria-label') || field.getAttribute('aria-labelledby');
      var found = isNamed ? '' : nameOf(field) || field.getAttribute('title');
      if (found) field.setAttribute('aria-label', found);
    });
    document.querySelectorAll('.nig-preview[role=region]').forEach(function (region) {
      var label = text(region.closest('.form-row') && region.closest('.form-row').querySelector('label'));
      var group = text(region.closest('.inline-related') && region.closest('.inline-related').querySelector('h3'));
      region.setAttribute('aria-label', ['Voorbeeld', label, group].filter(Boolean).join(', '));
    });
    document.querySelectorAll('ul.select2-selection__rendered').forEach(function (list) { list.setAttribute('role', 'presentation'); });
    document.querySelectorAll('thead th').forEach(function (head) {
      if (head.textContent.trim()) return;
      var words = document.createElement('span');
      words.className = 'visually-hidden';
      words.textContent = head.classList.contains('original') ? 'Regel' : 'Verwijderen';
      head.appendChild(words);
    });
  }
  window.addEventListener('load', function () { window.setTimeout(name, 0); });
  document.addEventListener('formset:added', function () { window.setTimeout(name, 0); });
})();
