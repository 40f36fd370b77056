/* Says whether it is open now, in the time of Amsterdam, beside the printed hours. It stays silent when that is not sure:
   nobody phoned of late (the day until which that counts stands in the page), a holiday of which nobody asked, or a
   browser that does not know the time of Amsterdam. The printed text then says to call. */
(function () {
  'use strict';
  var d = document, DAY = 1440, CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
  var NAMES = ['zondag', 'maandag', 'dinsdag', 'woensdag', 'donderdag', 'vrijdag', 'zaterdag'];

  /* The wall clock of Amsterdam: the day as a number of days, and the minutes since its midnight. */
  function now() {
    var format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Amsterdam', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false
    });
    var part = format.format(new Date()).match(/\d+/g).map(Number);
    return { day: Date.UTC(part[2], part[1] - 1, part[0]) / 864e5, minute: part[3] % 24 * 60 + part[4] };
  }

  function iso(day) { return new Date(day * 864e5).toISOString().slice(0, 10); }
  function weekday(day) { return new Date(day * 864e5).getUTCDay(); }

  /* Easter Sunday (Meeus, Jones and Butcher), as a number of days. */
  function easter(y) {
    var a = y % 19, b = Math.floor(y / 100), c = y % 100, e = b % 4, g = Math.floor((8 * b + 13) / 25);
    var h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
    var l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - c % 4) % 7, m = Math.floor((a + 11 * h + 22 * l) / 451);
    return Date.UTC(y, Math.floor((h + l - 7 * m + 114) / 31) - 1, (h + l - 7 * m + 114) % 31 + 1) / 864e5;
  }

  /* 2: a public holiday (Algemene termijnenwet, article 3). 1: a day on which some are free and others are not. */
  function holiday(day) {
    var date = iso(day), year = Number(date.slice(0, 4)), short = date.slice(5), since = day - easter(year);
    var king = Date.UTC(year, 3, 27) / 864e5;
    if (weekday(king) === 0) king -= 1;
    if (day === king || [0, 1, 39, 49, 50].indexOf(since) >= 0 || ['01-01', '12-25', '12-26'].indexOf(short) >= 0) return 2;
    return since === -2 || ['05-05', '12-24', '12-31'].indexOf(short) >= 0 ? 1 : 0;
  }

  function minutes(time) { return Number(time.slice(0, 2)) * 60 + Number(time.slice(3)); }

  /* From when to when it is open on a day, in minutes since its midnight; null when that is not sure. */
  function spans(data, day) {
    var date = iso(day), kind = holiday(day), found = [], sure = date <= data.until, other = false;
    function add(from, to) {
      if (from) found.push([minutes(from), minutes(to) + (minutes(to) <= minutes(from) ? DAY : 0)]);
    }
    data.exceptions.forEach(function (row) {
      if (row[0] === date) { other = true; add(row[1], row[2]); }
    });
    if (!other) data.rows.forEach(function (row) {
      if (row[0].split(',').indexOf(CODES[weekday(day)]) < 0 || (row[4] && date < row[4]) || (row[5] && date > row[5])) return;
      if (kind && row[3] !== 'open') {
        if (kind === 1 || row[3] !== 'closed') sure = false;
        return;
      }
      add(row[1], row[2]);
    });
    return sure ? found.sort(function (a, b) { return a[0] - b[0]; }) : null;
  }

  function clock(minute) {
    var hours = Math.floor(minute / 60) % 24, rest = minute % 60;
    return (minute === DAY ? 24 : hours) + '.' + (rest < 10 ? '0' : '') + rest + ' uur';
  }

  function state(data, at) {
    var i, day, open, earlier = spans(data, at.day - 1), today = spans(data, at.day);
    /* Yesterday matters only to who stays open after midnight. */
    if (!earlier && !data.rows.some(function (row) { return row[2] <= row[1]; })) earlier = [];
    if (!today || !earlier) return '';
    open = earlier.map(function (span) { return [span[0] - DAY, span[1] - DAY]; }).concat(today).filter(function (span) {
      return span[0] <= at.minute && at.minute < span[1];
    })[0];
    if (open) return 'Nu open, tot ' + clock(open[1]) + '.';
    for (i = 0; i < 8; i += 1) {
      day = spans(data, at.day + i);
      if (!day) break;
      day = day.filter(function (span) { return i || span[0] > at.minute; });
      if (day.length) return 'Nu dicht. Open ' + (i > 1 ? NAMES[weekday(at.day + i)] + ' ' : i ? 'morgen ' : '') + 'om ' + clock(day[0][0]) + '.';
    }
    return 'Nu dicht.';
  }

  function split(text) {
    return text ? text.split(';').map(function (row) { return row.split('|'); }) : [];
  }

  var all = Array.prototype.slice.call(d.querySelectorAll('[data-hours]')).map(function (node) {
    return {
      node: node, printed: node.textContent, until: node.getAttribute('data-until'),
      rows: split(node.getAttribute('data-hours')), exceptions: split(node.getAttribute('data-except'))
    };
  });

  function update() {
    var at;
    try { at = now(); } catch (e) { return; /* no time zones here: the printed hours stay */ }
    all.forEach(function (data) {
      var text = state(data, at) || data.printed;
      if (data.node.textContent !== text) data.node.textContent = text;
    });
  }

  update();
  setInterval(update, 20000);
  window.addEventListener('pageshow', update);
})();
