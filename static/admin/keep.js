/* Nothing that was typed is lost: every few seconds, and when the page goes, the form is kept on the server. */
(function () {
  'use strict';
  /* `typed` counts changes; `kept` is how many of them the server has. */
  var place, form, typed = 0, kept = 0, isBusy = false, isSent = false;

  function body() {
    var data = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (typeof value === 'string') data.append(name, value); });
    data.append('_path', window.location.pathname);
    return data;
  }
  function send() {
    return fetch(place.getAttribute('data-keep'), { method: 'POST', body: body(), redirect: 'error' });
  }
  /* Who signed in again in another tab has another token; that of this page no longer counts. */
  function renew() {
    return fetch(window.location.pathname, { redirect: 'error' }).then(function (response) {
      return response.text();
    }).then(function (html) {
      var token = new DOMParser().parseFromString(html, 'text/html').querySelector('[name=csrfmiddlewaretoken]').value;
      document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(function (field) { field.value = token; });
    });
  }
  function keep() {
    var now = typed;
    isBusy = true;
    return send().then(function (response) {
      return response.status === 403 ? renew().then(send) : response;
    }).then(function (response) {
      if (response.status === 403) throw new Error();
      if (response.ok) kept = now;
      place.textContent = place.getAttribute(response.ok ? 'data-kept' : 'data-lost');
    }).catch(function () {
      place.textContent = place.getAttribute('data-lost');
      throw new Error();
    }).finally(function () { isBusy = false; });
  }
  function changed() { typed += 1; }
  /* The admin loads this in the head, before there is a form. */
  document.addEventListener('DOMContentLoaded', function () {
    place = document.querySelector('[data-keep]');
    form = place && place.closest('form');
    if (!form) return;
    ['input', 'change'].forEach(function (name) { form.addEventListener(name, changed); });
    document.addEventListener('formset:added', changed);
    /* What the server does not have yet goes there first: a form that is sent to the login is gone. */
    form.addEventListener('submit', function (event) {
      if (isSent || typed === kept) { isSent = true; return; }
      event.preventDefault();
      keep().then(function () {
        isSent = true;
        form.requestSubmit(event.submitter);
      }).catch(function () { place.scrollIntoView({ block: 'center' }); });
    });
    window.addEventListener('pageshow', function () { isSent = false; });
    window.setInterval(function () { if (typed !== kept && !isBusy && !isSent) keep().catch(function () {}); }, 3000);
    window.addEventListener('pagehide', function () {
      if (typed !== kept && !isSent) navigator.sendBeacon(place.getAttribute('data-keep'), body());
    });
  });
})();
