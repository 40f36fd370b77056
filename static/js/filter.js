/* The training catalogue: what does not fit the choices is hidden. Nothing is sent, and nothing stands in the
   address; the choices are gone when the page is. */
(function () {
  'use strict';
  var d = document, form = d.getElementById('filter');
  if (!form) return;
  var status = form.querySelector('[data-count]'), none = d.querySelector('[data-none]');

  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }

  function fits(item) {
    return all(form, 'select').every(function (select) {
      var values = item.getAttribute('data-' + select.getAttribute('data-filter')).split(' ');
      return !select.value || values.indexOf(select.value) >= 0 || values.indexOf('iedereen') >= 0;
    });
  }

  function update() {
    var count = 0;
    all(d, '[data-vorm]').forEach(function (item) {
      item.hidden = !fits(item);
      if (!item.hidden) count += 1;
    });
    none.hidden = count > 0;
    status.textContent = count === 1 ? '1 training past hierbij.' : count + ' trainingen passen hierbij.';
  }

  function clear() { form.reset(); update(); }

  form.hidden = false;
  form.addEventListener('change', update);
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  window.addEventListener('pagehide', clear);
  clear();
})();
