/* When a team is due again: the month that was chosen and the interval of the training, on the device alone.
   What was chosen is gone when the page is. */
(function () {
  'use strict';
  var d = document, form = d.getElementById('herhalen');
  if (!form) return;
  var MONTHS = ['januari', 'februari', 'maart', 'april', 'mei', 'juni', 'juli', 'augustus', 'september', 'oktober',
    'november', 'december'];
  var month = form.querySelector('[data-month]'), year = form.querySelector('[data-year]');
  var result = form.querySelector('[data-result]'), interval = Number(form.getAttribute('data-months'));
  var today = new Date(), now = today.getFullYear() * 12 + today.getMonth();

  function option(select, value, text) {
    var node = d.createElement('option');
    node.value = value;
    node.textContent = text;
    select.appendChild(node);
  }

  function months(count) { return count === 1 ? '1 maand' : count + ' maanden'; }

  /* The dates with room that are still to come, from the month in which the team is due; when overdue, all of them. */
  function dates(due) {
    return Array.prototype.slice.call(d.querySelectorAll('[data-date]')).filter(function (item) {
      if (item.hasAttribute('data-full')) return false;
      var parts = item.getAttribute('data-date').split('-').map(Number);
      return parts[0] * 12 + parts[1] - 1 >= due && new Date(parts[0], parts[1] - 1, parts[2] + 1) > today;
    });
  }

  function update() {
    if (!month.value || !year.value) { result.textContent = ''; return; }
    var done = Number(year.value) * 12 + Number(month.value), due = done + interval, left = due - now;
    if (done > now) { result.textContent = 'Die maand moet nog komen.'; return; }
    var when = MONTHS[due % 12] + ' ' + Math.floor(due / 12);
    var text = 'Dat is ' + (now === done ? 'deze maand' : months(now - done) + ' geleden') + '. ';
    text += left > 0 ? 'Over ' + months(left) + ' is het weer tijd: ' + when + '. '
      : left === 0 ? 'Het is deze maand weer tijd. ' : 'Het was weer tijd in ' + when + '. ';
    var first = dates(due)[0];
    text += first ? 'De volgende keer dat past: ' + first.querySelector('p').textContent + '.'
      : 'Daarvoor staat hier nog geen datum met plek. Vraag de aanbieder.';
    result.textContent = text;
  }

  function clear() { form.reset(); update(); }

  option(month, '', 'kies een maand');
  MONTHS.forEach(function (name, index) { option(month, index, name); });
  option(year, '', 'kies een jaar');
  for (var back = 0; back < 6; back += 1) option(year, today.getFullYear() - back, today.getFullYear() - back);
  form.hidden = false;
  form.addEventListener('change', update);
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  window.addEventListener('pagehide', clear);
  clear();
})();
