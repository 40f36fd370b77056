/* Finds a municipality by postcode or name, in the page: what is typed never leaves the device. */
(function () {
  'use strict';
  var d = document, form = d.getElementById('plaats');
  if (!form || !window.fetch) return;
  var field = d.getElementById('plaats-veld'), answer = d.getElementById('plaats-antwoord'), file;

  function load() {
    file = file || fetch(form.getAttribute('data-src'), { credentials: 'omit' }).then(function (response) {
      if (!response.ok) throw new Error('no file');
      return response.json();
    });
    file.catch(function () { file = null; });
    return file;
  }

  function plain(text) {
    text = text.toLowerCase().replace(/^gemeente\s+/, '');
    if (text.normalize) text = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
    return text.replace(/[^a-z0-9]+/g, '');
  }

  function byPostcode(data, code) {
    for (var i = data.areas.length - 2; i >= 0; i -= 2) {
      if (data.areas[i] <= code) return data.areas[i + 1] < 0 ? [] : [data.areas[i + 1]];
    }
    return [];
  }

  function byName(data, text) {
    var wanted = plain(text), exact = [], begins = [];
    data.names.forEach(function (name, i) {
      var names = [name].concat((data.aliases[i] || '').split('|')).map(plain).filter(Boolean);
      if (names.indexOf(wanted) >= 0) exact.push(i);
      else if (wanted.length > 2 && names.some(function (n) { return n.indexOf(wanted) === 0; })) begins.push(i);
    });
    return exact.length ? exact : begins.slice(0, 8);
  }

  function show(data, found) {
    answer.textContent = '';
    var p = d.createElement('p');
    answer.appendChild(p);
    if (!found.length) {
      p.textContent = 'Die kennen we niet. Kijk of je de vier cijfers of de naam goed typte. Kies anders je gemeente uit de lijst, of bel Veilig Thuis: noem je woonplaats, dan krijg je je eigen regio.';
      return;
    }
    p.textContent = found.length > 1 ? 'Bedoel je:' : 'Hulp in:';
    var list = d.createElement('ul');
    found.forEach(function (i) {
      var item = d.createElement('li'), link = d.createElement('a');
      link.href = form.getAttribute('data-src').replace(/[^/]*$/, '') + data.slugs[i] + '/';
      link.textContent = data.names[i];
      item.appendChild(link);
      list.appendChild(item);
    });
    answer.appendChild(list);
  }

  form.hidden = false;
  field.addEventListener('focus', load);
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    var text = field.value.trim(), code = /^(\d{4})\s*([a-z]{2})?$/i.exec(text);
    if (!text) { field.focus(); return; }
    load().then(function (data) {
      show(data, code ? byPostcode(data, Number(code[1])) : byName(data, text));
    }).catch(function () {
      answer.textContent = 'Zoeken lukt nu niet. Kies je gemeente uit de lijst.';
    });
  });
  window.addEventListener('pagehide', function () { form.reset(); answer.textContent = ''; });
})();
