/* The way out. Loaded before the page is shown, written for old browsers; without it the link still works.
   Leaving sets one value in sessionStorage, so that Back shows no page of ours in this tab. It says only that
   the tab was left: where to stands in the page itself. */
(function () {
  'use strict';
  var d = document, root = d.documentElement, KEY = 'x', WAIT = 5000;
  var scripts = d.getElementsByTagName('script'), own = d.currentScript || scripts[scripts.length - 1];
  var to = own.getAttribute('data-href'), left = false;
  var LOADING = 'Laden…';

  /* Where storage is blocked, everything but the guard on Back still works. */
  function wasLeft() { try { return sessionStorage.getItem(KEY) === '1'; } catch (e) { return false; } }
  function mark() { try { sessionStorage.setItem(KEY, '1'); } catch (e) { /* blocked */ } }
  function unmark() { try { sessionStorage.removeItem(KEY); } catch (e) { /* blocked */ } }

  function isNewVisit() {
    var entry = window.performance && performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
    if (entry) return entry.type === 'navigate';
    return !(window.performance && performance.navigation && performance.navigation.type);
  }

  /* Shown when the other site is slow. */
  function overlay() {
    var body = d.body || root.appendChild(d.createElement('body'));
    var box = d.createElement('p'), link = d.createElement('a');
    box.setAttribute('role', 'alert');
    link.id = 'weg';
    link.href = to;
    link.rel = 'noreferrer';
    link.textContent = 'Ga verder';
    body.innerHTML = '';
    body.appendChild(box);
    body.appendChild(link);
    root.style.display = root.style.visibility = '';
    setTimeout(function () { box.textContent = LOADING; }, 50);
  }

  function leave(event) {
    if (event) event.preventDefault();
    root.style.display = 'none';
    d.title = LOADING;
    mark();
    if (window.stop) window.stop();
    location.replace(to);
    if (!left) setTimeout(overlay, 1000);
    left = true;
  }

  /* A tab that was left shows nothing of ours: not on Back or Forward, and not on reload while the other site is slow. */
  if (wasLeft()) { if (isNewVisit()) unmark(); else leave(); }
  /* A page that the browser keeps for Back is kept hidden, so that it cannot flash by. */
  window.addEventListener('pagehide', function () { root.style.visibility = 'hidden'; });
  window.addEventListener('pageshow', function (event) {
    if (event.persisted && wasLeft()) leave();
    else if (!left) root.style.visibility = '';
  });
  /* The other site may have opened as an app; who comes back to the tab goes there after all. */
  d.addEventListener('visibilitychange', function () { if (left && !d.hidden) location.replace(to); });

  d.addEventListener('click', function (event) {
    var node = event.target;
    while (node && node !== d) {
      if (node.id === 'weg') { leave(event); return; }
      node = node.parentNode;
    }
  });

  /* Three times Shift, each within five seconds; not while typing and not together with another key or the mouse. */
  var presses = 0, alone = false, timer;
  function say(text) { var status = d.getElementById('weg-status'); if (status) status.textContent = text; }
  function stop() { alone = false; presses = 0; clearTimeout(timer); }
  function isTyping(node) {
    return node && (node.isContentEditable || /^(textarea|select)$/i.test(node.nodeName) ||
      (/^input$/i.test(node.nodeName) && !/^(checkbox|radio|button|submit|reset)$/i.test(node.type)));
  }
  d.addEventListener('mousedown', stop, true);
  d.addEventListener('keydown', function (event) {
    if (event.key === 'Shift') { if (!event.repeat) alone = true; return; }
    stop();
    /* Its hidden name is Noodknop: some press Space on a button. */
    if (event.key === ' ' && event.target.id === 'weg') leave(event);
  }, true);
  d.addEventListener('keyup', function (event) {
    if (event.key !== 'Shift' || !alone) return;
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) { stop(); return; }
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
