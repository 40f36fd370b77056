/* The field of the search page. What is typed stays in this page: it is looked up here, in a list that is fetched when
   the field is touched. */
(function () {
  'use strict';
  var d = document, form = d.getElementById('zoek');
  if (!form || !window.fetch || !window.Promise) return;
  var field = d.getElementById('zoek-veld'), status = d.getElementById('zoek-status');
  var results = d.getElementById('zoek-gevonden'), lists = d.getElementById('zoek-lijsten');
  var lines = [].slice.call(d.querySelectorAll('[data-line]'));
  var groups = form.getAttribute('data-groups').split('|');
  var ready, site, waiting, speaking, shown = '';

  function json(name) {
    return fetch(form.getAttribute(name), { credentials: 'omit' }).then(function (response) {
      if (!response.ok) throw new Error('no file');
      return response.json();
    });
  }

  function script(src) {
    return new Promise(function (done, failed) {
      var node = d.createElement('script');
      node.src = src;
      node.async = false;
      node.onload = done;
      node.onerror = failed;
      d.head.appendChild(node);
    });
  }

  /* Everything at once, whatever will be typed: what is fetched tells nothing. */
  function load() {
    if (ready) return ready;
    var places = json('data-places').then(function (file) {
      file.base = form.getAttribute('data-places').replace(/[^/]*$/, '');
      return file;
    }).catch(function () { return null; });
    ready = Promise.all([json('data-list'), places].concat(form.getAttribute('data-scripts').split(' ').map(script)));
    ready = ready.then(function (files) {
      var made = window.SiteSearch.create(files[0], files[1]);
      return new Promise(function (done) {
        (function step() {
          if (made.build(20)) done(made); else setTimeout(step);
        })();
      });
    }).then(function (made) { site = made; });
    ready.catch(function () { ready = null; });
    return ready;
  }

  function node(name, text) {
    var made = d.createElement(name);
    made.textContent = text;
    return made;
  }

  function say(text) {
    clearTimeout(speaking);
    speaking = setTimeout(function () { status.textContent = text; }, text ? 600 : 0);
  }

  function entry(row) {
    var item = d.createElement('li'), link = node('a', row[2]);
    link.href = row[0];
    item.appendChild(link);
    if (row[3]) item.appendChild(node('p', row[3]));
    return item;
  }

  function show(danger, found) {
    var count = 0;
    lines.forEach(function (line) { line.hidden = danger.indexOf(Number(line.getAttribute('data-line'))) < 0; });
    results.textContent = '';
    found.forEach(function (group) {
      var box = d.createElement('div'), list = d.createElement('ul');
      box.className = 'nig-topic-list';
      list.className = 'nig-plain';
      group.items.forEach(function (row) { list.appendChild(entry(row)); });
      count += group.items.length;
      results.appendChild(node('h2', groups[group.group]));
      box.appendChild(list);
      results.appendChild(box);
    });
    lists.hidden = count > 0;
    return count;
  }

  function clear() {
    clearTimeout(waiting);
    shown = '';
    show([], []);
    say('');
  }

  function look() {
    clearTimeout(waiting);
    var text = field.value.trim();
    if (text === shown) return Promise.resolve();
    if (text.length < 2) { clear(); return Promise.resolve(); }
    return load().then(function () {
      shown = text;
      var danger = site.danger(text), count = show(danger, site.search(text));
      var said = count === 1 ? 'Eén pagina gevonden.' : count ? count + ' pagina’s gevonden.' : '';
      if (danger.length) said = ('Bovenaan staat wie je nu kunt bellen. ' + said).trim();
      say(said || 'Niets gevonden met deze woorden. Kies hieronder, of bel.');
    }).catch(function () {
      show([], []);
      say('Zoeken lukt nu niet op dit apparaat. Kies hieronder, of bel.');
    });
  }

  function links() {
    return [].slice.call(d.querySelectorAll('[data-line]:not([hidden]) a, #zoek-gevonden a'));
  }

  form.hidden = false;
  field.addEventListener('focus', function () { load().catch(function () {}); });
  field.addEventListener('input', function () {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    look().then(function () { if (links().length) links()[0].focus(); });
  });
  d.addEventListener('keydown', function (event) {
    var all = links(), at = all.indexOf(d.activeElement), down = event.key === 'ArrowDown';
    if (event.key === 'Escape' && (at >= 0 || d.activeElement === field)) {
      form.reset();
      clear();
      field.focus();
    } else if ((down || event.key === 'ArrowUp') && (at >= 0 || (down && d.activeElement === field))) {
      var next = at < 0 ? all[0] : down ? all[at + 1] : all[at - 1] || field;
      if (next) { event.preventDefault(); next.focus(); }
    }
  });
  window.addEventListener('pagehide', function () { form.reset(); clear(); status.textContent = ''; });
})();
