/* The way out. Loaded before the page is shown, written for old browsers; without it the link still works.
   Leaving sets one value in sessionStorage, so that Back shows no page of ours in this tab. */
(function () {
  'use strict';
  var d = document, root = d.documentElement, KEY = 'x', WAIT = 5000;
  var neutral = 'https://www.buienradar.nl/';

  function flag(value) {
    try {
      if (value === undefined) return sessionStorage.getItem(KEY);
      if (value) sessionStorage.setItem(KEY, value); else sessionStorage.removeItem(KEY);
    } catch (e) { /* storage is blocked: everything but the back guard still works */ }
    return null;
  }

  function hide() { root.style.display = 'none'; }

  function cameBack() {
    var entry = window.performance && performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
    if (entry) return entry.type === 'back_forward';
    return !!(window.performance && performance.navigation && performance.navigation.type === 2);
  }

  function go(url) { location.replace(url); }

  function leave(event) {
    if (event) event.preventDefault();
    var link = d.getElementById('weg'), url = link ? link.href : neutral;
    flag(url);
    d.title = 'Weer';
    hide();
    go(url);
    setTimeout(function () {
      var box = d.createElement('p');
      box.setAttribute('role', 'alert');
      d.body.innerHTML = '';
      d.body.appendChild(box);
      root.style.display = '';
      box.textContent = 'Laden…';
    }, 1000);
  }

  if (flag()) {
    if (cameBack()) { hide(); go(flag()); return; }
    flag('');
  }
  window.addEventListener('pageshow', function (event) {
    if (event.persisted && flag()) { hide(); go(flag()); }
  });

  d.addEventListener('click', function (event) {
    var node = event.target;
    while (node && node !== d) {
      if (node.id === 'weg') { leave(event); return; }
      node = node.parentNode;
    }
  });

  /* Three times Shift, each within five seconds; not while typing and not together with another key. */
  var presses = 0, alone = false, timer;
  function say(text) { var status = d.getElementById('weg-status'); if (status) status.textContent = text; }
  function stop() { presses = 0; clearTimeout(timer); }
  function isTyping(node) {
    return node && (node.isContentEditable || /^(textarea|select)$/i.test(node.nodeName) ||
      (/^input$/i.test(node.nodeName) && !/^(checkbox|radio|button|submit|reset)$/i.test(node.type)));
  }
  d.addEventListener('keydown', function (event) {
    if (event.key !== 'Shift') { alone = false; stop(); return; }
    if (!event.repeat) alone = true;
  }, true);
  d.addEventListener('keyup', function (event) {
    if (event.key !== 'Shift') return;
    if (!alone || isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) { stop(); return; }
    alone = false;
    presses += 1;
    clearTimeout(timer);
    if (presses === 3) { stop(); leave(); return; }
    say(presses === 1 ? 'Druk nog twee keer op Shift om deze site te verlaten.' : 'Druk nog één keer op Shift om deze site te verlaten.');
    timer = setTimeout(function () { presses = 0; say('Je bent niet weggegaan. Druk drie keer op Shift om deze site te verlaten.'); }, WAIT);
  }, true);

  d.addEventListener('DOMContentLoaded', function () {
    /* The menu is open on wide screens, also where CSS alone cannot do that. */
    var menu = d.querySelector('.nig-menu'), wide = window.matchMedia && matchMedia('(min-width: 64rem)');
    if (menu && wide) {
      var set = function () { menu.open = wide.matches; };
      set();
      if (wide.addEventListener) wide.addEventListener('change', set); else wide.addListener(set);
      menu.addEventListener('keydown', function (event) {
        if (event.key === 'Escape' && !wide.matches && menu.open) { menu.open = false; menu.firstElementChild.focus(); }
      });
    }
    var print = d.querySelectorAll('[data-print]');
    for (var i = 0; i < print.length; i += 1) {
      print[i].hidden = false;
      print[i].addEventListener('click', function () { window.print(); });
    }
  });
})();
