/* The weighing: one question at a time. An answer shows what to do now, and leads on or stops. There is no score, and
   nothing is kept: answers are buttons, not fields, and a page that is left begins anew. */
(function () {
  'use strict';
  var d = document, walk = d.getElementById('weging');
  if (!walk) return;
  var questions = Array.prototype.slice.call(walk.querySelectorAll('li[data-on]'));
  var unsure = walk.querySelector('[data-unsure]'), status = walk.querySelector('[data-walk-status]');
  var CHOICES = [['yes', 'Ja'], ['no', 'Nee'], ['unsure', 'Weet ik niet']];

  function each(nodes, action) { Array.prototype.forEach.call(nodes, action); }

  /* Show a question as it is with one answer chosen; without a choice, only the question. */
  function show(question, choice) {
    question.hidden = false;
    each(question.querySelectorAll('[data-answer]'), function (text) {
      text.hidden = text.getAttribute('data-answer') !== choice;
    });
    each(question.querySelectorAll('button'), function (button) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-choice') === choice));
    });
  }

  function choose(index, choice) {
    var leadsOn = questions[index].getAttribute('data-on') === choice;
    show(questions[index], choice);
    questions.slice(index + 1).forEach(function (question) { question.hidden = true; });
    if (leadsOn && questions[index + 1]) show(questions[index + 1], '');
    unsure.hidden = choice !== 'unsure';
    if (choice === 'unsure') questions[index].appendChild(unsure);
    status.textContent = leadsOn && questions[index + 1] ? 'De volgende vraag staat hieronder.' : 'Wat je nu doet, staat onder de vraag.';
  }

  function begin() {
    questions.forEach(function (question) { question.hidden = true; });
    unsure.hidden = true;
    status.textContent = '';
    if (questions[0]) show(questions[0], '');
  }

  questions.forEach(function (question, index) {
    var row = d.createElement('p');
    row.className = 'nig-actions nig-no-print';
    CHOICES.forEach(function (choice) {
      var button = d.createElement('button');
      button.type = 'button';
      button.className = 'nig-button nig-button--secondary';
      button.textContent = choice[1];
      button.setAttribute('data-choice', choice[0]);
      button.addEventListener('click', function () { choose(index, choice[0]); });
      row.appendChild(button);
    });
    question.insertBefore(row, question.querySelector('[data-answer]'));
  });
  walk.querySelector('[data-needs-script]').hidden = false;
  window.addEventListener('pagehide', begin);
  begin();
})();
