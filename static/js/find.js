/* Finds pages by what someone types. Runs in the page, and in the press on the same file (nouishetgenoeg/search.py).
   Needs MiniSearch and the Dutch stemmer. `data` is /zoeken/lijst.json, `places` /hulp/postcodes.json. */
var SiteSearch = (function () {
  'use strict';
  /* Limits: letters and words that are looked at, pages that are weighed, pages in a group, how weak a page may be that
     is shown after the first three (a share of the best), the group of help, and how many synonyms count. */
  var MOST_TYPED = 100, MOST_WORDS = 12, MOST_WEIGHED = 60, IN_GROUP = 4, FAINT = 0.2, HELP = 3, MOST_SAID = 6;
  var stemmer = new DutchStemmer(), stems = new Map();

  /* Words that say nothing about the subject. */
  var EMPTY = new Set(('aan al als altijd alweer ben bent bij dag dan dat de den der die dit door doe doen een eens elk elke en er ge gaan ' +
    'gaat gewoon had heb hebben hebt heeft heel het hij hoe hun iets ik in is je jij jou jouw jullie kan kunnen kun me meer men met ' +
    'mij mijn mn moet moeten na naar niet nog of om omdat ons onze ook op over soms steeds te toch tot u uit uw vaak van veel voor ' +
    'want waar waarom wanneer was wat we wel welke werd weten wie wij wil word worden wordt ze zeer zich zij zijn zn zo zou haar hem ' +
    'alle nooit the my is an to of and im am does he she his her it d k m n s t').split(' '));

  /* The stemmer is slow, and leaves words with none of these endings as they are: those are half of all words. */
  var ENDING = /(?:e|en|s|end|ing|ig|lijk|baar|bar|heid)$|(?:aa|ee|oo|uu)[^aeiou]$/;

  /* The synonyms of this word tell that someone searches for work: leerling, cliënt. Others see those pages lower. */
  var PROFESSION = stem('professional');

  function fold(text) {
    text = String(text).toLowerCase();
    return text.normalize && /[^\u0000-\u007f]/.test(text) ? text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '') : text;
  }

  function words(text) {
    return fold(text).match(/[0-9a-z\u00df-\u1fff\u2c00-\ud7ff\uf900-\uffdc]+/g) || [];
  }

  function useful(word) { return !EMPTY.has(word); }

  function stem(word) {
    var found = stems.get(word);
    if (found === undefined) {
      found = ENDING.test(word) ? stemmer.stemWord(word) : word;
      if (/kinder$/.test(found)) found = found.slice(0, -2);
      stems.set(word, found);
    }
    return found;
  }

  function contains(have, wanted) { return wanted.every(function (word) { return have.has(word); }); }

  function phrases(text) {
    return text.split(/[,\n]+/).map(words).filter(function (phrase) { return phrase.length; });
  }

  function together(lists) { return [].concat.apply([], lists); }

  function fuzzy(term) { return /\d/.test(term) || term.length < 5 ? false : term.length < 8 ? 1 : 2; }

  /* An empty index of words that were taken apart already. */
  function indexed(fields, term) {
    var index = new MiniSearch({
      fields: fields, processTerm: term,
      stringifyField: function (value) { return value; },
      tokenize: function (value) { return typeof value === 'string' ? words(value) : value; }
    });
    /* Most words come often: their place in the tree is looked up once. */
    var tree = index._index, fetch = tree.fetch, places = new Map();
    tree.fetch = function (word, make) {
      var found = places.get(word);
      if (!found) places.set(word, found = fetch.call(tree, word, make));
      return found;
    };
    return index;
  }

  /* A long word is also its parts, when both are words that the site knows: kindermishandeling, relatiegeweld. */
  function splitter(known) {
    var seen = new Map();
    function split(word) {
      for (var at = 4; at <= word.length - 4; at += 1) {
        var tail = word.slice(at);
        if (known.has(tail)) {
          var head = word.slice(0, at), bare = known.has(head) ? head : head.replace(/(s|e|en|er)$/, '');
          if (bare.length > 3 && known.has(bare)) return [stem(word), stem(bare), stem(tail)];
        }
      }
      return stem(word);
    }
    return function (word) {
      var found = seen.get(word);
      if (found === undefined) {
        found = EMPTY.has(word) || word.length > 40 ? null : word.length < 9 ? stem(word) : split(word);
        seen.set(word, found);
      }
      return found;
    };
  }

  /* Finds a municipality by what is typed: its postcode, its name, a word of a sentence, or a slip. */
  function gazetteer(places, known) {
    var names = places.names.map(function (name, i) {
      return [name].concat(String(places.aliases[i] || '').split(/[|,]/)).map(function (one) { return words(one).join(' '); })
        .filter(Boolean);
    });
    var spelled;

    function byCode(code) {
      for (var i = places.areas.length - 2; i >= 0; i -= 2) {
        if (places.areas[i] <= code) return places.areas[i + 1] < 0 ? [] : [places.areas[i + 1]];
      }
      return [];
    }

    return {
      row: function (i) { return [places.base + places.slugs[i] + '/', HELP, 'Hulp in ' + places.names[i], '']; },
      /* `sure`: it can be nothing but a place. */
      find: function (text) {
        var code = /^\s*(\d{4})\s*([a-z]{2})?\s*$/i.exec(text);
        if (code) return { found: byCode(Number(code[1])), sure: true };
        var whole = words(text.replace(/^\s*gemeente\s+/i, '')).join(' '), within = ' ' + whole + ' ', exact = [], other = [];
        if (whole.length < 3) return { found: [], sure: false };
        names.forEach(function (list, i) {
          if (list.indexOf(whole) >= 0) exact.push(i);
          else if (list.some(function (name) {
            return name.indexOf(whole) === 0 || (!known.has(name) && within.indexOf(' ' + name + ' ') >= 0);
          })) other.push(i);
        });
        return { found: exact.concat(other).slice(0, 3), sure: exact.length > 0 && !known.has(whole) };
      },
      misspelled: function (text) {
        if (!spelled) {
          spelled = indexed(['name'], function (word) { return word; });
          spelled.addAll(names.map(function (list, i) {
            return { id: i, name: list.map(function (name) { return name.replace(/ /g, ''); }) };
          }));
        }
        return spelled.search(words(text).join(''), { fuzzy: fuzzy }).slice(0, 3).map(function (hit) { return hit.id; });
      }
    };
  }

  /* The lines for danger: every word of one of their phrases was typed, give or take a slip in a long word. */
  function alarm(lines) {
    lines = lines.map(function (row) {
      return { id: row[0], phrases: phrases(row[1]).map(function (phrase) { return phrase.map(stem); }) };
    });
    var all = Array.from(new Set(together(lines.map(function (line) { return together(line.phrases); }))));
    var index = indexed(['word'], function (word) { return word; });
    index.addAll(all.map(function (word) { return { id: word, word: [word] }; }));
    return function (text) {
      var typed = words(text).slice(0, MOST_WORDS).map(stem).join(' ');
      var have = new Set(index.search(typed, {
        fuzzy: function (word) { return word.length > 5 && fuzzy(word); }
      }).map(function (hit) { return hit.id; }));
      return lines.filter(function (line) {
        return line.phrases.some(function (phrase) { return contains(have, phrase); });
      }).map(function (line) { return line.id; });
    };
  }

  function create(data, places) {
    var known = new Set();
    function learn(list) { for (var i = 0; i < list.length; i += 1) if (!EMPTY.has(list[i])) known.add(list[i]); }

    var docs = data.items.map(function (row, id) {
      var synonyms = phrases(row[5]), summary = words(row[3]);
      return {
        id: id, title: words(row[2]), synonyms: together(synonyms), summary: summary,
        text: summary.concat(words(row[4])), phrases: synonyms
      };
    });
    /* A word of the site, how people say it, and the pages that hold it. */
    var said = data.synonyms.map(function (row, id) {
      var lay = phrases(row[1]);
      return { id: id, word: words(row[0]).map(stem), words: together(lay), phrases: lay, pages: new Set() };
    });
    var begins = new Map();
    said.forEach(function (group) {
      begins.set(group.word[0], (begins.get(group.word[0]) || []).concat(group));
    });
    docs.forEach(function (doc) {
      [doc.title, doc.text, doc.synonyms].forEach(learn);
      var have = new Set(doc.title.concat(doc.summary, doc.synonyms).map(stem));
      have.forEach(function (word) {
        (begins.get(word) || []).forEach(function (group) { if (contains(have, group.word)) group.pages.add(doc.id); });
      });
    });
    said.forEach(function (group) { learn(group.words); });

    var term = splitter(known), where = places && gazetteer(places, known);
    var index = indexed(['title', 'synonyms', 'text'], term), sayings = indexed(['words'], term), added = 0;
    sayings.addAll(said);

    /* Puts the next pages in the index, so that a slow phone can do other things in between; true when all are in. */
    function build(count) {
      index.addAll(docs.slice(added, added + count));
      added += count;
      return added >= docs.length;
    }

    /* How many words of the most fitting of these phrases were typed. */
    function foreseen(list, have, within) {
      return list.reduce(function (most, phrase) {
        if (phrase.length <= most) return most;
        if (phrase.length > 1 && within.indexOf(' ' + phrase.join(' ') + ' ') >= 0) return phrase.length;
        var wanted = phrase.filter(useful).map(stem);
        return wanted.length > most && contains(have, wanted) ? wanted.length : most;
      }, 0);
    }

    /* Whether one of these phrases, of more than one word, is all that was typed. */
    function says(list, whole) {
      return list.some(function (phrase) { return phrase.length > 1 && phrase.join(' ') === whole; });
    }

    /* Pages, best first. One that knows more of the words goes before one that knows a single word well, and one of
       which an editor foresaw some of the very words goes up: first of all where that is the whole question. */
    function pages(text) {
      var typed = words(text).slice(0, MOST_WORDS), last = typed.length ? stem(typed[typed.length - 1]) : '';
      var asked = typed.map(term).filter(Boolean).map(function (one) { return [].concat(one); });
      if (!asked.length) return [];
      var have = new Set(together(asked)), whole = typed.join(' '), within = ' ' + whole + ' ';
      var loose = {
        fuzzy: fuzzy,
        prefix: function (word) { return word.length > 2 && (word.length > 4 || word === last); },
        weights: { fuzzy: 0.35, prefix: 0.45 }
      };
      var meant = sayings.search(whole, loose).slice(0, MOST_SAID).map(function (hit) {
        var exact = hit.terms.some(function (word) { return have.has(word); });
        return {
          group: said[hit.id], terms: hit.queryTerms, weight: exact ? 1 : 0.4,
          foreseen: foreseen(said[hit.id].phrases, have, within)
        };
      });
      var forWork = meant.some(function (one) { return one.weight === 1 && one.group.word[0] === PROFESSION; });
      var query = {
        queries: [whole].concat(meant.map(function (one) {
          return {
            queries: [one.group.word.join(' ')], combineWith: 'AND', fuzzy: false, prefix: false,
            processTerm: function (word) { return word; },
            boost: { title: 1.6 * one.weight, synonyms: 1.6 * one.weight, text: 0.6 * one.weight }
          };
        }))
      };
      return index.search(query, {
        boost: { title: 3, synonyms: 4 }, fuzzy: loose.fuzzy, prefix: loose.prefix, weights: loose.weights,
        boostDocument: function (id) { return data.items[id][6] === 'professional' && !forWork ? 0.35 : 1; }
      }).slice(0, MOST_WEIGHED).map(function (hit) {
        var matched = new Set(hit.queryTerms), most = foreseen(docs[hit.id].phrases, have, within);
        meant.forEach(function (one) {
          if (!one.group.pages.has(hit.id)) return;
          one.terms.forEach(function (word) { matched.add(word); });
          most = Math.max(most, one.foreseen);
        });
        var share = asked.filter(function (one) { return one.some(function (word) { return matched.has(word); }); }).length;
        return {
          id: hit.id, exact: says(docs[hit.id].phrases, whole) ? 1 : 0,
          score: hit.score * share / asked.length * (1 + 0.8 * most / asked.length)
        };
      }).sort(function (one, other) {
        return other.exact - one.exact || other.score - one.score || one.id - other.id;
      }).filter(function (hit, at, all) { return at < 3 || hit.score > FAINT * all[0].score; });
    }

    /* Groups in the order of their best page, each with rows of [address, group, title, summary]. */
    function search(text) {
      var groups = [], byGroup = {}, found = pages(text), place = where ? where.find(text) : { found: [] };
      function group(number) {
        if (!byGroup[number]) groups.push(byGroup[number] = { group: number, items: [] });
        return byGroup[number].items;
      }
      if (where && !found.length && !place.found.length) place = { found: where.misspelled(text), sure: true };
      if (place.sure && place.found.length) group(HELP);
      found.forEach(function (hit) {
        var row = data.items[hit.id], items = group(row[1]);
        if (items.length < IN_GROUP) items.push(row.slice(0, 4));
      });
      if (place.found.length) {
        var help = group(HELP);
        help.splice.apply(help, [0, help.length].concat(place.found.map(where.row).concat(help).slice(0, IN_GROUP)));
      }
      return groups;
    }

    function capped(find) { return function (text) { return find(String(text).slice(0, MOST_TYPED)); }; }

    return { build: build, search: capped(search), danger: capped(alarm(data.lines)) };
  }

  return { create: create, stem: stem };
})();
