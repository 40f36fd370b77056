/* Finds pages by what someone types. Runs in the page, and in the press on the same file (nouishetgenoeg/search.py).
   Needs MiniSearch and the Dutch stemmer. `data` is /zoeken/lijst.json, `places` /hulp/postcodes.json. */
var SiteSearch = (function () {
  'use strict';
  var MOST_TYPED = 100, MOST_WORDS = 12, IN_GROUP = 4, HELP = 3;
  var stemmer = new DutchStemmer(), stems = {};
  /* Words that say nothing about the subject. */
  var EMPTY = ('aan al als altijd ben bent bij dan dat de den der die dit door doe doen een eens en er ge gaan gaat had heb hebben ' +
    'hebt heeft heel het hij hoe hun iets ik in is je jij jou jouw jullie kan kunnen kun me meer men met mij mijn mn moet moeten na ' +
    'naar niet nog of om omdat ons onze ook op over steeds te toch tot u uit uw van veel voor want waar waarom wanneer was wat we wel ' +
    'welke werd wie wij word worden wordt ze zeer zij zijn zo zou zich the my is an to of and im me am does wil zn haar hem ' +
    'n t s k d m').split(' ').reduce(function (set, word) { set[word] = true; return set; }, Object.create(null));

  function fold(text) {
    text = String(text).toLowerCase();
    return text.normalize ? text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '') : text;
  }

  function words(text) {
    return fold(text).split(/[^0-9a-z\u00df-\u1fff\u2c00-\ud7ff\uf900-\uffdc]+/).filter(Boolean);
  }

  function stem(word) {
    if (!Object.prototype.hasOwnProperty.call(stems, word)) stems[word] = stemmer.stemWord(word).replace(/kinder$/, 'kind');
    return stems[word];
  }

  function stemmed(text) { return words(text).map(stem); }

  /* A long word is also its parts, when both are words that the site knows: kindermishandeling, relatiegeweld. */
  function splitter(known) {
    var seen = Object.create(null);
    function isKnown(word) { return word.length > 3 && known[stem(word)]; }
    function find(word) {
      for (var at = 4; at <= word.length - 4; at += 1) {
        var tail = word.slice(at), head = word.slice(0, at), bare = head.replace(/(s|e|en|er)$/, '');
        if (isKnown(tail) && (isKnown(head) || isKnown(bare))) {
          return [stem(word), stem(isKnown(head) ? head : bare), stem(tail)];
        }
      }
      return stem(word);
    }
    return function (word) {
      if (EMPTY[word] || word.length > 40) return null;
      if (!(word in seen)) seen[word] = word.length < 9 ? stem(word) : find(word);
      return seen[word];
    };
  }

  function fuzzy(term) { return /\d/.test(term) || term.length < 5 ? false : term.length < 8 ? 1 : 2; }

  function contains(have, wanted) { return wanted.every(function (word) { return have[word]; }); }

  function set(list) {
    var result = Object.create(null);
    list.forEach(function (word) { result[word] = true; });
    return result;
  }

  function phrases(text) {
    return text.split(/[,\n]+/).map(stemmed).filter(function (phrase) { return phrase.length; });
  }

  function create(data, places) {
    var known = Object.create(null), lay = data.synonyms.map(function (row) { return [stemmed(row[0]), row[1]]; });
    function useful(word) { return !EMPTY[word]; }
    var docs = data.items.map(function (row, id) {
      var about = [row[2], row[3], row[5]].join(' '), have = set(stemmed(about));
      return {
        id: id, title: row[2], summary: row[3], headings: row[4], synonyms: row[5],
        phrases: row[5].split(',').map(function (phrase) {
          return { text: words(phrase).join(' '), stems: words(phrase).filter(useful).map(stem) };
        }),
        lay: lay.filter(function (group) { return contains(have, group[0]); }).map(function (group) { return group[1]; }).join(' ')
      };
    });
    docs.forEach(function (doc) {
      [doc.title, doc.summary, doc.headings, doc.synonyms, doc.lay].forEach(function (text) {
        words(text).forEach(function (word) { if (!EMPTY[word]) known[stem(word)] = true; });
      });
    });
    var term = splitter(known);
    var index = new MiniSearch({
      fields: ['title', 'synonyms', 'lay', 'summary', 'headings'], tokenize: words, processTerm: term
    });
    index.addAll(docs);
    var lines = data.lines.map(function (row) { return [row[0], phrases(row[1])]; });

    /* Pages, best first. One that knows more of the words goes before one that knows a single word well, and one of
       which an editor foresaw the very words goes first. */
    function pages(text) {
      var typed = words(text).slice(0, MOST_WORDS), last = typed[typed.length - 1], whole = typed.join(' ');
      var asked = typed.map(term).filter(Boolean).map(function (one) { return [].concat(one); });
      var have = set([].concat.apply([], asked));
      return index.search(whole, {
        boost: { title: 3, synonyms: 4, lay: 2, summary: 1.5 },
        fuzzy: fuzzy,
        prefix: function (word) { return word.length > 2 && (word.length > 4 || word === stem(last)); },
        weights: { fuzzy: 0.35, prefix: 0.45 },
        boostDocument: function (id) { return data.items[id][6] === 'professional' ? 0.5 : 1; }
      }).map(function (hit) {
        var matched = set(hit.queryTerms), foreseen = docs[hit.id].phrases.reduce(function (most, phrase) {
          if (phrase.text === whole) return asked.length + 1;
          return contains(have, phrase.stems) ? Math.max(most, phrase.stems.length) : most;
        }, 0);
        var share = asked.filter(function (one) { return one.some(function (word) { return matched[word]; }); }).length / asked.length;
        return { id: hit.id, score: hit.score * share * (1 + 0.5 * foreseen / asked.length) };
      }).sort(function (one, other) { return other.score - one.score || one.id - other.id; });
    }

    /* The lines for danger: every word of one of their phrases was typed, give or take a slip in a long word. */
    function danger(text) {
      var typed = new MiniSearch({ fields: ['text'], tokenize: words, processTerm: stem });
      typed.add({ id: 0, text: text });
      return lines.filter(function (line) {
        return line[1].some(function (phrase) {
          return typed.search(phrase.join(' '), {
            tokenize: function (joined) { return joined.split(' '); }, processTerm: function (word) { return word; },
            combineWith: 'AND', fuzzy: function (word) { return word.length > 5 && fuzzy(word); }
          }).length > 0;
        });
      }).map(function (line) { return line[0]; });
    }

    var names = places ? places.names.map(function (name, i) {
      return [name].concat(String(places.aliases[i] || '').split(/[|,]/)).map(function (one) { return words(one).join(' '); })
        .filter(Boolean);
    }) : [];

    function place(i) { return [places.base + places.slugs[i] + '/', HELP, 'Hulp in ' + places.names[i], '']; }

    /* What is typed as a postcode or as the name of a municipality: `sure` when it can be nothing else. */
    function municipality(text) {
      var code = /^\s*(\d{4})\s*([a-z]{2})?\s*$/i.exec(text), found = [], sure = false, i;
      if (!places) return { found: found, sure: sure };
      if (code) {
        for (i = places.areas.length - 2; i >= 0; i -= 2) {
          if (places.areas[i] <= Number(code[1])) {
            if (places.areas[i + 1] >= 0) found.push(places.areas[i + 1]);
            break;
          }
        }
        return { found: found, sure: true };
      }
      var typed = words(text.replace(/^\s*gemeente\s+/i, '')), whole = typed.join(' ');
      names.forEach(function (list, at) {
        if (list.indexOf(whole) >= 0) {
          found.unshift(at);
          sure = sure || !known[stem(whole)];
        } else if (whole.length > 2 && list.some(function (name) { return name.indexOf(whole) === 0; })) {
          found.push(at);
        } else if (list.some(function (name) {
          return !known[stem(name)] && (' ' + whole + ' ').indexOf(' ' + name + ' ') >= 0;
        })) {
          found.push(at);
        }
      });
      return { found: found.slice(0, 3), sure: sure };
    }

    var spelled;
    function misspelled(text) {
      if (!places) return [];
      if (!spelled) {
        spelled = new MiniSearch({ fields: ['name'], tokenize: function (name) { return [words(name).join('')]; } });
        spelled.addAll(names.map(function (list, i) { return { id: i, name: list.join(' ') }; }));
      }
      return spelled.search(text, { fuzzy: fuzzy }).slice(0, 3).map(function (hit) { return hit.id; });
    }

    /* The groups in the order of their best page, each a list of [address, group, title, summary]. */
    function search(text) {
      var groups = [], byGroup = {}, where = municipality(text), found = pages(text);
      function group(number) {
        if (!byGroup[number]) groups.push(byGroup[number] = { group: number, items: [] });
        return byGroup[number].items;
      }
      if (!found.length && !where.found.length) where = { found: misspelled(text), sure: true };
      if (where.sure && where.found.length) group(HELP);
      found.forEach(function (hit) {
        var row = data.items[hit.id], items = group(row[1]);
        if (items.length < IN_GROUP) items.push(row.slice(0, 4));
      });
      if (where.found.length) {
        var items = group(HELP), more = where.found.map(place).concat(items).slice(0, IN_GROUP);
        items.splice.apply(items, [0, items.length].concat(more));
      }
      return groups;
    }

    function capped(find) { return function (text) { return find(String(text).slice(0, MOST_TYPED)); }; }

    return { search: capped(search), danger: capped(danger) };
  }

  return { create: create };
})();
