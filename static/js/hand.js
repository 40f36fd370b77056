/* Signs at hand: signs of several lists become a sheet to print or copy. No count and no score: the strongest sign decides
   whom to call first. Choices live in this page alone, and are gone when it is left. */
(function () {
  'use strict';
  var d = document, form = d.getElementById('hand');
  if (!form || !window.fetch) return;
  var LEVELS = ['acute', 'serious', 'watch'];
  var place = form.querySelector('[data-lists]'), status = form.querySelector('[data-status]');
  var sector = d.getElementById('hand-sector'), ticked = form.querySelector('[data-ticked]');
  var lists, waiting, chosen = {};

  function all(selector) { return Array.prototype.slice.call(form.querySelectorAll(selector)); }
  function node(name, text, parent) {
    var made = d.createElement(name);
    if (text) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }
  function radio(name) {
    var found = all('input[name="' + name + '"]').filter(function (input) { return input.checked; })[0];
    return found ? found.value : '';
  }

  function fits(list) {
    var age = radio('age').split('-'), by = radio('by'), work = sector ? sector.value : '';
    return (age.length < 2 || (list.ages[0] <= Number(age[1]) && list.ages[1] >= Number(age[0]))) &&
      (!by || !list.by || list.by === by) && (!work || list.sectors.indexOf(work) >= 0);
  }

  function addSign(parent, sign, key) {
    var label = node('label', '', node('div', '', parent)), input = node('input', '', label);
    label.parentNode.className = 'nig-check__sign';
    input.type = 'checkbox';
    input.checked = Boolean(chosen[key]);
    input.setAttribute('data-sign', key);
    node('span', sign[0], label);
    if (sign[1] === 'acute') {
      label.lastChild.appendChild(d.createTextNode(' '));
      node('b', 'acuut', label.lastChild).className = 'nig-tag';
    }
  }

  function draw() {
    var side = radio('side'), shown = 0;
    place.textContent = '';
    lists.forEach(function (list, l) {
      var groups = list.groups.map(function (group, g) { return [group, g]; }).filter(function (pair) {
        return !side || pair[0][1] === 'both' || pair[0][1] === side;
      });
      if (!fits(list) || !groups.length) return;
      shown += 1;
      var details = node('details', '', place);
      details.className = 'nig-hand__list';
      node('summary', list.title, details);
      groups.forEach(function (pair) {
        var fieldset = node('fieldset', '', details);
        node('legend', pair[0][0], fieldset);
        pair[0][2].forEach(function (sign, s) { addSign(fieldset, sign, [l, pair[1], s].join('.')); });
      });
    });
    status.textContent = shown ? 'Lijsten die passen: ' + shown + '. Open een lijst en kruis aan.' : 'Er past geen lijst. Kies ruimer.';
  }

  function show() {
    if (lists) { draw(); return; }
    if (waiting) return;
    status.textContent = 'Laden…';
    waiting = fetch(form.getAttribute('data-file'), { credentials: 'omit' }).then(function (response) {
      if (!response.ok) throw new Error('no file');
      return response.json();
    }).then(function (file) { lists = file; draw(); }).catch(function () {
      waiting = null;
      status.textContent = 'De signalen zijn er nu niet. Open hieronder een hele lijst.';
    });
  }

  function update() {
    var signs = [], strongest, step = radio('step'), line = form.querySelector('[data-step]');
    (lists || []).forEach(function (list, l) {
      list.groups.forEach(function (group, g) {
        group[2].forEach(function (sign, s) { if (chosen[[l, g, s].join('.')]) signs.push(sign); });
      });
    });
    strongest = LEVELS.filter(function (level) { return signs.some(function (sign) { return sign[1] === level; }); })[0] || 'none';
    ticked.textContent = '';
    signs.forEach(function (sign) {
      var item = node('li', sign[0], ticked);
      if (sign[2]) node('p', sign[2], item);
    });
    all('[data-advice]').forEach(function (box) { box.hidden = box.getAttribute('data-advice') !== strongest; });
    all('[data-any]').forEach(function (part) { part.hidden = !signs.length; });
    d.querySelector('[data-with-ticks]').hidden = !signs.length;
    d.querySelector('[data-without-ticks]').hidden = signs.length > 0;
    line.textContent = step ? 'Ik ben bij ' + step.toLowerCase().slice(0, 7) + step.slice(7) + '.' : '';
    line.hidden = !step || !signs.length;
  }

  function clear() {
    chosen = {};
    form.reset();
    place.textContent = '';
    status.textContent = '';
    update();
  }

  function copy(event) {
    var button = event.currentTarget, text = [];
    all('[data-sheet] > *').forEach(function (part) {
      if (part.hidden || part.querySelector('button')) return;
      if (part === ticked) Array.prototype.forEach.call(part.children, function (item) { text.push('- ' + item.innerText.replace(/\s*\n\s*/g, ' ')); });
      else if (part.nodeName !== 'H2') text.push(part.innerText.trim());
    });
    navigator.clipboard.writeText(text.join('\n')).then(function () {
      button.textContent = 'Gekopieerd';
    }, function () { button.textContent = 'Kopiëren lukt niet. Print het blad.'; });
    setTimeout(function () { button.textContent = 'Kopieer het blad'; }, 4000);
  }

  form.addEventListener('change', function (event) {
    var key = event.target.getAttribute('data-sign');
    if (key) { chosen[key] = event.target.checked; } else if (event.target.name !== 'step' && lists) { draw(); }
    update();
  });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('reset', function () { setTimeout(function () { chosen = {}; if (lists && place.firstChild) draw(); update(); }); });
  form.querySelector('[data-show]').addEventListener('click', show);
  if (navigator.clipboard) form.querySelector('[data-copy]').addEventListener('click', copy);
  else form.querySelector('[data-copy]').parentNode.remove();
  all('[data-needs-script]').forEach(function (part) { part.hidden = false; });
  form.classList.add('nig-check--live');
  window.addEventListener('pagehide', clear);
  clear();
})();
