/* A list of signs: the strongest sign that is ticked decides which advice comes first.
   No count and no score. Ticks live in this page alone: they are gone when you leave it. */
(function () {
  'use strict';
  var d = document, form = d.getElementById('lijst');
  if (!form) return;
  var LEVELS = ['acute', 'serious', 'watch'];
  var status = form.querySelector('[data-status]');

  function all(selector) { return Array.prototype.slice.call(d.querySelectorAll(selector)); }

  function update() {
    var ticked = {};
    all('#lijst input').forEach(function (input) {
      if (input.checked) ticked[input.getAttribute('data-level')] = true;
    });
    var strongest = LEVELS.filter(function (level) { return ticked[level]; })[0] || 'none';
    var heading = '';
    all('[data-advice]').forEach(function (box) {
      box.hidden = box.getAttribute('data-advice') !== strongest;
      if (!box.hidden) heading = box.querySelector('h2').textContent;
    });
    all('.nig-check__sign').forEach(function (sign) {
      sign.classList.toggle('nig-check__sign--on', sign.querySelector('input').checked);
    });
    all('[data-with-ticks]').forEach(function (node) { node.hidden = strongest === 'none'; });
    all('[data-without-ticks]').forEach(function (node) { node.hidden = strongest !== 'none'; });
    var text = strongest === 'none' ? '' : heading + '. Het advies staat onder de lijst.';
    if (status.textContent !== text) status.textContent = text;
  }

  function clear() { form.reset(); update(); }

  all('[data-needs-script]').forEach(function (node) { node.hidden = false; });
  form.classList.add('nig-check--live');
  form.addEventListener('change', update);
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('reset', function () { setTimeout(update); });
  window.addEventListener('pagehide', clear);
  clear();
})();
