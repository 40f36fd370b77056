/* The editor of a Markdown text: toolbar, menu of blocks, preview, and hints while somebody types.
   Without it the field is a plain one and the hints come after saving. */
(function () {
  'use strict';

  var PAUSE = 700;
  var LINES = ['tab_title', 'slug', 'summary'];

  function element(tag, attributes, text) {
    var made = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    if (text) made.textContent = text;
    return made;
  }

  function later(work) {
    var timer;
    return function () { clearTimeout(timer); timer = setTimeout(work, PAUSE); };
  }

  function token() { return document.querySelector('[name=csrfmiddlewaretoken]').value; }

  function post(address, values, signal) {
    var body = values instanceof FormData ? values : new URLSearchParams(values);
    return fetch(address, { method: 'POST', body: body, headers: { 'X-CSRFToken': token() }, signal: signal });
  }

  /* Text in the field, in such a way that Undo takes it back. */
  function replace(field, start, end, text) {
    field.focus();
    field.setSelectionRange(start, end);
    if (!document.execCommand('insertText', false, text)) {
      field.setRangeText(text, start, end, 'end');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  function wrap(field, before, after, example) {
    var start = field.selectionStart, end = field.selectionEnd;
    var text = field.value.slice(start, end) || example;
    replace(field, start, end, before + text + after);
    field.setSelectionRange(start + before.length, start + before.length + text.length);
  }

  /* Puts a sign before every selected line, or takes it away when all have it. */
  function prefix(field, sign) {
    var start = field.value.lastIndexOf('\n', field.selectionStart - 1) + 1;
    var end = field.value.indexOf('\n', field.selectionEnd);
    if (end < 0) end = field.value.length;
    var lines = field.value.slice(start, end).split('\n');
    var all = lines.every(function (line) { return line.indexOf(sign) === 0; });
    var text = lines.map(function (line) { return all ? line.slice(sign.length) : sign + line; }).join('\n');
    if (text) replace(field, start, end, text); else { field.setSelectionRange(start, end); document.execCommand('delete'); }
  }

  /* A block stands on lines of its own. */
  function block(field, opening, example) {
    var start = field.selectionStart, end = field.selectionEnd;
    var text = field.value.slice(start, end).trim() || example;
    var before = field.value.slice(0, start).trim() ? '\n\n' : '';
    replace(field, start, end, before + opening + '\n' + text + '\n:::\n\n');
    var from = start + before.length + opening.length + 1;
    field.setSelectionRange(from, from + text.length);
  }

  function put(field, reference, isAlone) {
    var start = field.selectionStart, end = field.selectionEnd;
    if (isAlone) {
      replace(field, end, end, (field.value.slice(0, end).trim() ? '\n\n' : '') + reference + '\n\n');
      return;
    }
    var text = field.value.slice(start, end).trim();
    replace(field, start, end, text && text.indexOf(']') < 0 ? reference.slice(0, -2) + '|' + text + ']]' : reference);
  }

  var BUTTONS = [
    ['Vet', function (field) { wrap(field, '**', '**', 'vette woorden'); }],
    ['Kop', function (field) { prefix(field, '## '); }],
    ['Lijst', function (field) { prefix(field, '- '); }],
    ['Link', function (field) { wrap(field, '[', '](https://)', 'woorden van de link'); }],
    ['Citaat', function (field) { prefix(field, '> '); }]
  ];
  var INSERTS = [
    ['Nummer…', function (field, editor) { choose(field, editor, 'nummer', 'Kies een nummer'); }],
    ['Link naar een pagina…', function (field, editor) { choose(field, editor, 'pagina', 'Kies een pagina'); }],
    ['Beeld…', function (field, editor) { chooseImage(field, editor); }],
    ['Doe wel', function (field) { block(field, '::: doe', '- Wat iemand kan doen.'); }],
    ['Liever niet', function (field) { block(field, '::: liever-niet', '- Wat iemand beter kan laten.'); }],
    ['Stap', function (field) { block(field, '::: stap Wat je doet', 'Hoe je dat doet.'); }],
    ['Let op', function (field) { block(field, '::: let-op', 'Waar iemand op moet letten.'); }],
    ['Citaat', function (field) { prefix(field, '> '); }]
  ];

  /* Arrow keys, Home and End go through the buttons; one of them is in the order of Tab. */
  function rove(box, buttons, back, forth) {
    box.addEventListener('keydown', function (event) {
      var at = buttons.indexOf(document.activeElement), to = null;
      if (at < 0) return;
      if (event.key === forth) to = (at + 1) % buttons.length;
      else if (event.key === back) to = (at + buttons.length - 1) % buttons.length;
      else if (event.key === 'Home') to = 0;
      else if (event.key === 'End') to = buttons.length - 1;
      if (to === null) return;
      event.preventDefault();
      event.stopPropagation();
      buttons.forEach(function (button, index) { button.tabIndex = index === to ? 0 : -1; });
      buttons[to].focus();
    });
  }

  function toolbar(editor, field) {
    var bar = element('div', { role: 'toolbar', 'class': 'nig-toolbar', 'aria-controls': field.id });
    bar.setAttribute('aria-label', 'Opmaak van ' + name(field));
    var buttons = BUTTONS.map(function (item) {
      var button = element('button', { type: 'button', tabindex: '-1' }, item[0]);
      button.addEventListener('click', function () { item[1](field); });
      bar.appendChild(button);
      return button;
    });
    var opener = element('button', { type: 'button', tabindex: '-1', 'aria-haspopup': 'menu', 'aria-expanded': 'false' }, 'Invoegen');
    var menu = element('div', { role: 'menu', 'class': 'nig-toolbar__menu', hidden: '', 'aria-label': 'Invoegen' });
    var items = INSERTS.map(function (item) {
      var button = element('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, item[0]);
      button.addEventListener('click', function () { close(); item[1](field, editor); });
      menu.appendChild(button);
      return button;
    });
    function close() { menu.hidden = true; opener.setAttribute('aria-expanded', 'false'); }
    function open() { menu.hidden = false; opener.setAttribute('aria-expanded', 'true'); items[0].focus(); }
    opener.addEventListener('click', function () { if (menu.hidden) open(); else close(); });
    opener.addEventListener('keydown', function (event) {
      if (event.key === 'ArrowDown') { event.preventDefault(); open(); }
    });
    menu.addEventListener('keydown', function (event) {
      if (event.key === 'Escape') { event.stopPropagation(); close(); opener.focus(); }
      if (event.key === 'Tab') close();
    });
    menu.addEventListener('focusout', function (event) { if (!menu.contains(event.relatedTarget) && event.relatedTarget !== opener) close(); });
    buttons.push(opener);
    buttons[0].tabIndex = 0;
    rove(menu, items, 'ArrowUp', 'ArrowDown');
    rove(bar, buttons, 'ArrowLeft', 'ArrowRight');
    var holder = element('div', { 'class': 'nig-toolbar__insert' });
    holder.appendChild(opener);
    holder.appendChild(menu);
    bar.appendChild(holder);
    field.parentNode.insertBefore(bar, field);
    field.addEventListener('keydown', function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key === 'b') { event.preventDefault(); BUTTONS[0][1](field); }
    });
  }

  function name(field) {
    var label = document.querySelector('label[for="' + field.id + '"]');
    return label ? label.textContent.replace(/:\s*$/, '').trim().toLowerCase() : 'de tekst';
  }

  /* Dialogs */

  function dialog(title) {
    var box = element('dialog', { 'class': 'nig-dialog', 'aria-label': title });
    var close = element('button', { type: 'button', 'class': 'nig-dialog__close' }, 'Sluiten');
    box.appendChild(element('h2', {}, title));
    close.addEventListener('click', function () { box.close(); });
    box.addEventListener('close', function () { box.remove(); });
    document.body.appendChild(box);
    box.finish = function () { box.appendChild(close); box.showModal(); };
    return box;
  }

  function finder(box, editor, kind, take) {
    var label = element('label', {}, 'Zoek op naam');
    var input = element('input', { type: 'search', autocomplete: 'off' });
    var list = element('ul', { 'class': 'nig-dialog__list' });
    var said = element('p', { role: 'status', 'class': 'nig-dialog__said' });
    var newest = 0;
    function ask() {
      var mine = newest += 1;
      fetch(editor.dataset.choices + '?' + new URLSearchParams({ soort: kind, q: input.value })).then(function (answer) {
        if (!answer.ok) return answer.text().then(function (text) { throw new Error(text); });
        return answer.json();
      }).then(function (data) {
        if (mine !== newest) return;
        list.replaceChildren.apply(list, data.items.map(function (item) {
          var row = element('li'), button = element('button', { type: 'button' });
          button.appendChild(element('b', {}, item.name));
          button.appendChild(element('span', {}, item.note));
          button.addEventListener('click', function () { box.close(); take(item.reference); });
          row.appendChild(button);
          return row;
        }));
        said.textContent = data.items.length ? data.items.length + ' gevonden' : 'Niets gevonden. Probeer een ander woord.';
      }).catch(function (error) { said.textContent = error.message || 'Dat lukte niet. Probeer het zo nog eens.'; });
    }
    input.addEventListener('input', later(ask));
    input.addEventListener('keydown', function (event) {
      if (event.key === 'Enter') { event.preventDefault(); ask(); }
    });
    label.appendChild(input);
    box.appendChild(label);
    box.appendChild(said);
    box.appendChild(list);
    ask();
  }

  function choose(field, editor, kind, title) {
    var box = dialog(title);
    finder(box, editor, kind, function (reference) { put(field, reference, false); });
    box.finish();
  }

  var QUESTIONS = [
    ['file', 'Bestand (JPEG, PNG of WebP, hoogstens 8 MB)', { type: 'file', accept: 'image/jpeg,image/png,image/webp', required: '' }],
    ['alt', 'Wat is er te zien? Voor wie het beeld niet ziet', { type: 'text', maxlength: '250', required: '' }],
    ['credit', 'Maker of bron', { type: 'text', maxlength: '120', required: '' }],
    ['consent_by', 'Wie gaf toestemming om het te gebruiken?', { type: 'text', maxlength: '120', required: '' }],
    ['consent_on', 'Wanneer?', { type: 'date', required: '' }]
  ];

  function chooseImage(field, editor, files) {
    var box = dialog('Beeld');
    if (editor.dataset.upload) {
      var form = element('form', { 'class': 'nig-dialog__form' });
      var wrong = element('p', { role: 'alert', 'class': 'nig-dialog__wrong' });
      QUESTIONS.forEach(function (question) {
        var label = element('label', {}, question[1]);
        var input = element('input', question[2]);
        input.name = question[0];
        if (question[0] === 'file' && files) input.files = files;
        label.appendChild(input);
        form.appendChild(label);
      });
      var button = element('button', { type: 'submit', 'class': 'button' }, 'Beeld toevoegen');
      form.appendChild(wrong);
      form.appendChild(button);
      form.addEventListener('submit', function (event) {
        event.preventDefault();
        button.disabled = true;
        wrong.textContent = '';
        post(editor.dataset.upload, new FormData(form)).then(function (answer) {
          var isJson = (answer.headers.get('Content-Type') || '').indexOf('application/json') === 0;
          if (isJson) return answer.json();
          return { errors: [answer.status === 413 ? 'Dit bestand is te groot: hoogstens 8 MB.' : 'Dat lukte niet. Log opnieuw in, in een ander venster.'] };
        }).then(function (data) {
          button.disabled = false;
          if (data.reference) { box.close(); put(field, data.reference, true); } else wrong.textContent = data.errors.join(' ');
        }).catch(function () {
          button.disabled = false;
          wrong.textContent = 'Er kwam geen antwoord. Wat je invulde staat er nog. Probeer het zo nog eens.';
        });
      });
      box.appendChild(element('h3', {}, 'Een nieuw beeld'));
      box.appendChild(form);
    }
    box.appendChild(element('h3', {}, 'Een beeld dat er al is'));
    finder(box, editor, 'beeld', function (reference) { put(field, reference, true); });
    box.finish();
  }

  function images(field, editor) {
    function take(event, files) {
      if (!files || !files.length || !/^image\//.test(files[0].type)) return;
      event.preventDefault();
      chooseImage(field, editor, files);
    }
    field.addEventListener('paste', function (event) { take(event, event.clipboardData && event.clipboardData.files); });
    field.addEventListener('drop', function (event) { take(event, event.dataTransfer && event.dataTransfer.files); });
  }

  /* Preview and hints */

  function preview(editor, field) {
    var box = editor.querySelector('.nig-preview'), said = editor.querySelector('.nig-editor__said'), running;
    function show() {
      if (running) running.abort();
      running = new AbortController();
      post(editor.dataset.preview, { content: field.value }, running.signal).then(function (answer) {
        return answer.text().then(function (text) {
          // Only what our own renderer made goes in as HTML.
          if (answer.ok) box.innerHTML = text;
          said.textContent = answer.ok ? '' : answer.status === 413 || answer.status === 403 ? text : 'Het voorbeeld doet het even niet.';
        });
      }).catch(function () {});
    }
    field.addEventListener('input', later(show));
    new IntersectionObserver(function (entries, observer) {
      if (entries.some(function (entry) { return entry.isIntersecting; })) { observer.disconnect(); show(); }
    }).observe(editor);
  }

  function showHints(place, data) {
    var text = [data.figures].concat(data.hints).join('\n');
    if (place.dataset.said === text) return;
    place.dataset.said = text;
    var list = element('ul');
    data.hints.forEach(function (hint) { list.appendChild(element('li', {}, hint)); });
    place.replaceChildren();
    if (data.figures) place.appendChild(element('p', {}, data.figures));
    if (data.hints.length) place.appendChild(list);
  }

  function hints(address, place, values) {
    var newest = 0;
    return function () {
      var mine = newest += 1;
      post(address, values()).then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (data) { if (data && mine === newest) showHints(place, data); }).catch(function () {});
    };
  }

  function describe(field, id) {
    var known = field.getAttribute('aria-describedby');
    field.setAttribute('aria-describedby', known ? known + ' ' + id : id);
  }

  function build(editor) {
    var field = editor.querySelector('textarea');
    if (editor.dataset.ready || /__prefix__/.test(field.id)) return;
    editor.dataset.ready = '1';
    var place = editor.querySelector('.nig-hints');
    place.id = field.id + '_hints';
    describe(field, place.id);
    toolbar(editor, field);
    images(field, editor);
    preview(editor, field);
    var language = document.getElementById('id_language');
    var ask = hints(editor.dataset.hints, place, function () {
      return { text: field.value, language: language ? language.value : 'nl' };
    });
    field.addEventListener('input', later(ask));
    if (language) language.addEventListener('change', ask);
    field.addEventListener('focus', function () { if (!place.dataset.said) ask(); });
  }

  function buildLine(address, fieldName) {
    var field = document.getElementById('id_' + fieldName), audience = document.getElementById('id_audience');
    if (!field || !document.querySelector('.nig-editor')) return;
    var place = element('div', { 'class': 'nig-hints', role: 'status', id: field.id + '_hints' });
    field.closest('.form-row').appendChild(place);
    describe(field, place.id);
    var ask = hints(address, place, function () {
      // A page for professionals may name things.
      return audience && audience.value === 'professional' ? {} : { line: field.value };
    });
    field.addEventListener('input', later(ask));
    // The address is written along with the title by a script of Django, which tells nobody.
    field.addEventListener('change', ask);
    if (fieldName === 'tab_title') field.addEventListener('input', later(function () {
      var slug = document.getElementById('id_slug');
      if (slug) slug.dispatchEvent(new Event('input'));
    }));
  }

  function buildSources(address) {
    var group = document.getElementById('content-source-content_type-object_id-group');
    if (!group) return;
    var place = element('div', { 'class': 'nig-hints', role: 'status' });
    group.appendChild(place);
    var ask = hints(address, place, function () {
      var filled = Array.prototype.filter.call(group.querySelectorAll('input[name$="-title"]'), function (input) {
        return !/__prefix__/.test(input.name) && input.value.trim();
      });
      return { sources: filled.length };
    });
    group.addEventListener('input', later(ask));
    ask();
  }

  function start() {
    var editors = document.querySelectorAll('.nig-editor');
    Array.prototype.forEach.call(editors, build);
    if (!editors.length) return;
    LINES.forEach(function (fieldName) { buildLine(editors[0].dataset.hints, fieldName); });
    buildSources(editors[0].dataset.hints);
    document.addEventListener('formset:added', function (event) {
      Array.prototype.forEach.call(event.target.querySelectorAll('.nig-editor'), build);
    });
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start); else start();
})();
