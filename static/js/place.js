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
    }).then(function (data) {
      data.plain = data.names.map(function (name, i) {
        return [name].concat((data.aliases[i] || '').split(',')).map(plain).filter(Boolean);
      });
      return data;
    });
    file.catch(function () { file = null; });
    return file;
  }

  function plain(text) {
    text = text.toLowerCase();
    if (text.normalize) text = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
    return text.replace(/[^a-z0-9]+/g, '').replace(/^gemeente(?=.)/, '');
  }

  /* How many letters differ (missing, extra, wrong, or two swapped), or more than `most`. */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    var before, last, row = [], i, j;
    for (j = 0; j <= b.length; j += 1) row[j] = j;
    for (i = 1; i <= a.length; i += 1) {
      before = last; last = row; row = [i];
      for (j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    return row[b.length];
  }

  function byPostcode(data, code) {
    for (var i = data.areas.length - 2; i >= 0; i -= 2) {
      if (data.areas[i] <= code) return data.areas[i + 1] < 0 ? [] : [data.areas[i + 1]];
    }
    return [];
  }

  /* The same name; else how it begins, else a part of it, else what is one or two letters away. */
  function byName(data, text) {
    var wanted = plain(text), most = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : 2, best = 9, found = [];
    if (!wanted) return found;
    data.plain.forEach(function (names, i) {
      var rank = 9;
      names.forEach(function (name) {
        var at = name.indexOf(wanted), away;
        if (name === wanted) rank = 0;
        else if (at === 0 && wanted.length > 2) rank = Math.min(rank, 1);
        else if (at > 0 && wanted.length > 3) rank = Math.min(rank, 2);
        else if (most && (away = distance(wanted, name, most)) <= most) rank = Math.min(rank, 2 + away);
      });
      if (rank < best) { best = rank; found = []; }
      if (rank === best && rank < 9) found.push(i);
    });
    return found.slice(0, 8);
  }

  function say(text) {
    answer.textContent = '';
    answer.appendChild(d.createElement('p')).textContent = text;
  }

  function show(data, found) {
    if (!found.length) {
      say('Die kennen we niet. Kijk of je de vier cijfers of de naam goed typte. Kies anders je gemeente uit de lijst, of bel Veilig Thuis: noem je woonplaats, dan krijg je je eigen regio.');
      return;
    }
    say(found.length > 1 ? 'Bedoel je:' : 'Hulp in:');
    var list = answer.appendChild(d.createElement('ul'));
    found.forEach(function (i) {
      var link = list.appendChild(d.createElement('li')).appendChild(d.createElement('a'));
      link.href = form.getAttribute('data-src').replace(/[^/]*$/, '') + data.slugs[i] + '/';
      link.textContent = data.names[i];
    });
  }

  form.hidden = false;
  field.addEventListener('focus', load);
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    /* The field takes 40 characters; a script or an extension may put more in it. */
    var text = field.value.slice(0, 40).trim(), code = /^(\d{4,})\s*[a-z]{0,2}(?:\W|$)/i.exec(text);
    if (!text) { field.focus(); return; }
    if (/^\d{1,3}\s*[a-z]{0,2}$/i.test(text)) { say('Typ de vier cijfers van je postcode. Of typ je gemeente of je dorp.'); return; }
    load().then(function (data) {
      show(data, code ? byPostcode(data, Number(code[1])) : byName(data, text));
    }).catch(function () {
      say('Zoeken lukt nu niet. Kies je gemeente uit de lijst.');
    });
  });
  window.addEventListener('pagehide', function () { form.reset(); answer.textContent = ''; });
})();
