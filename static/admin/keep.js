/* Nothing that was typed is lost: every few seconds, and when the page goes, the form is kept on the server. */
(function () {
  'use strict';
  var place, form, isChanged = false, isSent = false;

  function body() {
    var data = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (typeof value === 'string') data.append(name, value); });
    data.append('_path', window.location.pathname);
    return data;
  }
  function keep() {
    if (!isChanged || isSent) return;
    isChanged = false;
    fetch(place.getAttribute('data-keep'), { method: 'POST', body: body(), redirect: 'error' }).then(function (response) {
      if (!response.ok) throw new Error();
      place.textContent = place.getAttribute('data-kept');
    }).catch(function () {
      isChanged = true;
      place.textContent = place.getAttribute('data-lost');
    });
  }
  function changed() { isChanged = true; }
  /* The admin loads this in the head, before there is a form. */
  document.addEventListener('DOMContentLoaded', function () {
    place = document.querySelector('[data-keep]');
    form = place && place.closest('form');
    if (!form) return;
    ['input', 'change'].forEach(function (name) { form.addEventListener(name, changed); });
    document.addEventListener('formset:added', changed);
    form.addEventListener('submit', function () { isSent = true; });
    window.setInterval(keep, 3000);
    window.addEventListener('pagehide', function () {
      if (isChanged && !isSent) navigator.sendBeacon(place.getAttribute('data-keep'), body());
    });
  });
})();
