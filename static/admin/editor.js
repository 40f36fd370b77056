/* Mends two things of markdownx: Tab leaves the field, and rows that are added get a preview too. */
(function () {
  'use strict';
  window.addEventListener('keydown', function (event) {
    if (event.key === 'Tab' && event.target.classList && event.target.classList.contains('markdownx-editor')) {
      event.stopImmediatePropagation();
    }
  }, true);
  /* markdownx keeps its constructor to itself: its script, added again, finds the editors it has not seen. */
  document.addEventListener('formset:added', function (event) {
    var fields = event.target.querySelectorAll ? event.target.querySelectorAll('.markdownx-editor') : [];
    if (!fields.length) return;
    Array.prototype.forEach.call(fields, function (field) { field.removeAttribute('data-markdownx-init'); });
    var known = document.querySelector('script[src*="markdownx/js/"]');
    var again = document.createElement('script');
    again.src = known.src;
    document.body.appendChild(again);
  });
})();
