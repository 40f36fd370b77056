"""Making an edition: render, check, write, switch."""

import json
import logging
import mimetypes
import multiprocessing
import os
import smtplib
import subprocess
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import connections
from django.urls import reverse

from content.models import ChangeCounter, ImageFile
from content.remember import remember_from_now_on, remembering

from . import render
from .checks import Problem, file_problems, problems
from .checks.links import anchors_elsewhere
from .edition import ENCODINGS, Editions, PressError, digest, is_compressed, link, packed_twins, replace, write
from .page import Page
from .processes import end_with_parent
from .queries import lost_queries
from .rulebook import Rulebook

logger = logging.getLogger(__name__)

# Without one of these there is no edition: they hold the numbers.
INDISPENSABLE = ("/", "/nu/")
# More pages than this share with a mistake: then something is wrong with the site, not with a page.
MOST_FAILING = 0.10
# More texts than this share gone at once: no editor did that. The clock is wrong, or the database is another one.
MOST_REMOVED = 0.50

FROZEN = "De site is bevroren. Alleen wat van de site is gehaald, gaat eraf. Ontdooien kan bij Uitgave."
QUICK, SMALL = 5, 10  # qualities of brotli: 0.5 ms and 7 ms a page (11 takes twice that for 1 % less)

SEARCH, INSTEAD = "Zoeken", "Wat er nu staat"
HTML = "text/html; charset=utf-8"
NEWSROOM_FILES = ("account/", "admin/", "import_export/", "markdownx/", "mfa/", "staticfiles.json")


@dataclass
class Result:
    """What became of one address: its manifest entry, its problems, and the headings elsewhere that it links to."""

    path: str
    entry: dict = None
    problems: list = field(default_factory=list)
    anchors: set = field(default_factory=set)
    is_changed: bool = False
    is_page: bool = True
    item: tuple | None = None

    @property
    def has_failed(self):
        return self.entry is None


@dataclass
class Report:
    """What a press did, for the newsroom and the command line."""

    edition: str = ""
    counter: int = 0
    made_at: str = ""
    pages: int = 0
    changed: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    stopped: str = ""
    seconds: dict = field(default_factory=dict)

    @property
    def errors(self):
        return [problem for problem in self.problems if not problem.is_warning]

    @property
    def warnings(self):
        return [problem for problem in self.problems if problem.is_warning]


class Worker:
    """Renders, checks and writes batches of addresses. Each process has one."""

    def __init__(self, edition, previous, rulebook, tips=()):
        """`tips` are the warnings of the press that made `previous`, for pages that need not be read again."""
        self.edition, self.previous, self.rulebook = edition, previous, rulebook
        self.has_same_rules = bool(previous) and tips is not None and previous.rules == rulebook.digest
        self.tips = defaultdict(list)
        for problem in tips or ():
            self.tips[problem.path].append(problem)

    def work(self, batch):
        return [self.one(rendered) for rendered in render.render(batch, self.rulebook.paths)]

    def one(self, rendered):
        """The `Result` for one rendered address; the file is written when nothing is wrong with it."""
        if isinstance(rendered, tuple):
            path, error = rendered
            logger.error("De pers kon een pagina niet maken.", exc_info=error)
            text = "Deze pagina kan niet worden gemaakt. Vraag de beheerder."
            return Result(path, problems=[Problem(path, "Maken", text)])
        entry = {
            "sha256": digest(rendered.content),
            "size": len(rendered.content),
            "type": rendered.content_type,
        }
        if rendered.is_for_professionals:
            entry["professional"] = True
        if rendered.review:
            entry["review"] = rendered.review
        if rendered.is_dated:
            entry["dated"] = True
        result = Result(rendered.path, entry, is_page=rendered.is_page, item=rendered.item)
        before = self.previous and self.previous.files.get(rendered.path)
        result.is_changed = not before or before["sha256"] != entry["sha256"]
        is_known = before and all(before.get(name) == entry.get(name) for name in ("professional", "review", "dated"))
        if not result.is_changed and self.has_same_rules and is_known:
            result.entry = before
            result.problems = self.tips[rendered.path]
            result.anchors = {tuple(anchor) for anchor in before.get("anchors", ())}
            self.put(rendered, result, [])
            return result
        twins = []
        if result.is_changed and is_compressed(rendered.content_type):
            twins = packed_twins(self.edition.file(rendered.path), rendered.content, QUICK)
        self.check(rendered, result, twins)
        if not result.has_failed:
            self.put(rendered, result, twins)
        return result

    def check(self, rendered, result, twins):
        if rendered.is_page:
            weight = min((len(packed) for _, packed in twins), default=0) or self.weight_before(rendered)
            page = Page(
                rendered.path,
                rendered.content,
                item=rendered.item,
                is_for_professionals=rendered.is_for_professionals,
                review=rendered.review,
                weight=weight,
            )
            result.problems = problems(page, self.rulebook)
            result.problems += [
                Problem(
                    rendered.path, "Link", f"Er was een link naar {address}; die pagina staat niet op de site. "
                    "De tekst is gebleven, de link is weggelaten.", address, True, rendered.item,
                )
                for address in rendered.dropped
            ]  # fmt: skip
            result.anchors = anchors_elsewhere(page)
            if result.anchors:
                result.entry["anchors"] = sorted(result.anchors)
        else:
            result.problems = file_problems(rendered.path, rendered.content.decode(), self.rulebook)
        if any(not problem.is_warning for problem in result.problems):
            result.entry = None

    def weight_before(self, rendered):
        file = self.previous.file(rendered.path) if self.previous else None
        packed = file and file.with_name(file.name + ".br")
        return packed.stat().st_size if packed and packed.exists() else len(rendered.content)

    def put(self, rendered, result, twins):
        target = self.edition.file(rendered.path)
        # What a page that was refused afterwards left here.
        self.edition.drop([rendered.path])
        if not result.is_changed:
            try:
                link(self.previous.file(rendered.path), target)
                return
            except FileNotFoundError:
                twins = packed_twins(target, rendered.content, QUICK) if is_compressed(rendered.content_type) else []
        write(target, rendered.content)
        for twin, packed in twins:
            replace(twin, packed)


# One worker in each process; set before the processes are forked.
_worker = None


def _begin(press):
    # Also when the press is killed: a process that stayed would keep the lock.
    end_with_parent()
    if os.getppid() != press:
        # It was killed before that was asked.
        os._exit(1)
    connections.close_all()
    remember_from_now_on()


def _work(batch):
    return _worker.work(batch)


def _pack(files):
    """Compresses files as small as can be, in place of their quick twins."""
    for file in files:
        with suppress(FileNotFoundError):
            for twin, packed in packed_twins(file, file.read_bytes(), SMALL):
                replace(twin, packed)


@contextmanager
def _processes(worker, count):
    """A function like `map` for `_work` and `_pack`, in this process or spread over several."""
    global _worker
    _worker = worker
    if count < 2:
        with remembering():
            yield map
        return
    connections.close_all()
    with ProcessPoolExecutor(
        count, multiprocessing.get_context("fork"), initializer=_begin, initargs=[os.getpid()]
    ) as pool:
        yield pool.map


class Stopped(PressError):
    """Too much is wrong: the last edition stays."""


class Press:
    """Makes editions.

    `say` gets a line now and then for who waits; `processes` render side by side; `is_stale()` is asked
    while files are made smaller, and ends that early, so that the next change does not wait for it;
    `may_remove_many` lets more than half of the pages go at once.
    """

    def __init__(
        self, editions=None, processes=None, say=lambda text: None, is_stale=lambda: False, may_remove_many=False
    ):
        self.editions = editions or Editions()
        self.processes = processes or settings.PRESS_PROCESSES
        self.say = say
        self.is_stale = is_stale
        self.may_remove_many = may_remove_many
        self.before = {}  # the report of the press before
        self.pictures = {}  # addresses of images, with their primary keys

    def run(self):
        """Makes an edition and gives it to visitors; returns a `Report`.

        When too much is wrong the last edition stays, without what was taken down. Raises DatabaseError or
        OSError when no edition could be made; the last one stays then too.
        """
        with self.editions.lock():
            started = time.monotonic()
            counter = ChangeCounter.objects.value()
            report = Report(counter=counter)
            self.before = self.editions.last_report()
            pages, moves = render.addresses()
            self.pictures = render.pictures()
            away = self.editions.away({*pages, *self.pictures, *INDISPENSABLE}, moves)
            if self.is_too_much(away) and not self.may_remove_many:
                report.stopped = (
                    "Meer dan de helft van de pagina’s zou in één keer van de site gaan. Er verandert niets. "
                    "Klopt de klok van deze computer, en is dit de goede database? Is het de bedoeling? "
                    "Dan kan de beheerder het doorzetten (press --remove-many)."
                )
                return self.finish(report)
            try:
                self.editions.remember_withdrawn(away)
                self.make(report, started, counter, pages, moves)
            except Stopped as stopped:
                report.stopped = str(stopped)
            finally:
                report.removed = self.take_down(away)
            report.seconds["all"] = round(time.monotonic() - started, 2)
            return self.finish(report)

    def is_too_much(self, away):
        """What stays whatever happens, such as the pages of municipalities, does not hide that all texts went."""
        current = self.editions.current()
        files = current.files if current else {}
        pages = [path for path, entry in files.items() if entry.get("dated")]
        # An edition of an earlier version does not say which are dated.
        pages = pages or [path for path in files if path.endswith("/")]
        return sum(path in away for path in pages) > MOST_REMOVED * len(pages)

    def make(self, report, started, counter, pages, moves):
        if self.editions.is_frozen:
            raise Stopped(FROZEN)
        previous = self.editions.current()
        with self.editions.new(counter, revision()) as edition:
            self.put_static_files(edition, previous)
            self.put_pictures(edition, previous)
            rulebook = Rulebook.of_now({*pages, *moves, *edition.files}, self.weights(edition))
            edition.rules = rulebook.digest
            worker = Worker(edition, previous, rulebook, self.tips(previous))
            with _processes(worker, self.processes) as mapped:
                results = self.render(worker, mapped, pages, moves)
                report.seconds["rendered"] = round(time.monotonic() - started, 2)
                self.judge(worker, results, report)
                edition.moves = moves
                edition.quick = list(report.changed)
                gone = {path for path in pages if path not in results}
                if gone:
                    # Taken down while the pages were made.
                    still = pages.keys() | self.pictures.keys()
                    self.editions.remember_withdrawn(self.editions.away(still - gone, moves))
                if self.editions.is_frozen:
                    raise Stopped(FROZEN)
                if previous:
                    still = set(previous.quick) & edition.files.keys()
                    edition.quick += sorted(still - set(report.changed))
        self.editions.switch(edition)
        report.edition, report.made_at = edition.id, edition.made_at
        report.pages = sum(entry["type"].startswith("text/html") for entry in edition.files.values())
        report.seconds["served"] = round(time.monotonic() - started, 2)
        self.say(f"Uitgave {edition.id} staat op de site. Nu de kleinste vorm van {len(edition.quick)} bestanden.")
        # An editor who waits need not wait for what follows.
        self.save(report)
        self.make_small(edition)
        report.problems += self.lost_queries(edition, report)

    @staticmethod
    def took_over(edition, previous, path):
        """Takes a file that never changes from the edition before; False when it has none."""
        if not previous or path not in previous.files:
            return False
        try:
            link(previous.file(path), edition.file(path))
        except FileNotFoundError:
            return False
        edition.files[path] = previous.files[path]
        return True

    def put_static_files(self, edition, previous):
        """The hashed files of `collectstatic`, but for those of the newsroom."""
        root = Path(settings.STATIC_ROOT)
        for file in sorted(root.rglob("*")):
            name = str(file.relative_to(root))
            if file.is_dir() or file.suffix in ENCODINGS or name.startswith(NEWSROOM_FILES):
                continue
            path = f"{settings.STATIC_URL}{name}"
            if self.took_over(edition, previous, path):
                continue
            content = file.read_bytes()
            content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
            write(edition.file(path), content, SMALL if is_compressed(content_type) else None)
            if content_type.startswith("text/"):
                content_type += "; charset=utf-8"
            edition.files[path] = {"sha256": digest(content), "size": len(content), "type": content_type}

    def put_pictures(self, edition, previous):
        """The images of published pages. One never changes, so that its bytes are read from the database once."""
        for path, pk in self.pictures.items():
            if self.took_over(edition, previous, path):
                continue
            file = ImageFile.objects.filter(pk=pk).first()
            if not file:
                continue
            content = bytes(file.content)
            write(edition.file(path), content)
            edition.files[path] = {"sha256": digest(content), "size": len(content), "type": "image/webp"}

    def tips(self, previous):
        """What the press that made an edition had to say of pages that it let pass; None when that is not known."""
        if not previous or self.before.get("edition") != previous.id:
            return None
        problems = self.before["problems"]
        return [
            Problem(**{**problem, "item": problem["item"] and tuple(problem["item"])})
            for problem in problems
            if problem["is_warning"] and problem["check"] not in (SEARCH, INSTEAD)
        ]

    @staticmethod
    def weights(edition):
        """What each static file weighs as it travels, in bytes."""
        weights = {}
        for path in edition.files:
            file = edition.file(path)
            packed = file.with_name(file.name + ".br")
            weights[path] = (packed if packed.exists() else file).stat().st_size
        return weights

    def render(self, worker, mapped, pages, moves):
        """The result for every address: a dict."""
        results, said = {}, time.monotonic()
        for batch in mapped(_work, list(render.batches(pages))):
            results |= {result.path: result for result in batch}
            if time.monotonic() - said > 2:
                said = time.monotonic()
                self.say(f"{len(results)} van {len(pages)} pagina’s gemaakt.")
        for path, content in render.fixed_pages(moves):
            results[path] = worker.one(render.Rendered(path, content, HTML, is_for_professionals=path in moves))
        return results

    def judge(self, worker, results, report):
        """Puts something right in the place of what failed, and stops when too much did."""
        self.check_anchors(worker, results)
        edition = worker.edition
        for result in results.values():
            report.problems += result.problems
        failed = [result for result in results.values() if result.has_failed]
        for path in INDISPENSABLE:
            if path not in results or results[path].has_failed:
                raise Stopped(f"Er is iets mis met {path}. Zonder die pagina komt er geen nieuwe uitgave.")
        if len(failed) > MOST_FAILING * len(results):
            raise Stopped(f"{len(failed)} van {len(results)} pagina’s hebben een fout: te veel voor een uitgave.")
        for result in failed:
            self.put_something_right(worker, result, report)
        for path, result in results.items():
            if result.entry:
                edition.files[path] = result.entry
        report.changed = sorted(path for path, result in results.items() if result.is_changed and result.entry)

    @staticmethod
    def check_anchors(worker, results):
        """A link to a heading of another page must find that heading."""
        wanted = {path for result in results.values() for path, _ in result.anchors}
        ids = {
            path: set(Page(path, worker.edition.file(path).read_bytes()).ids)
            for path in wanted
            if path in results and not results[path].has_failed
        }
        for result in results.values():
            for path, name in sorted(result.anchors):
                if path in ids and name not in ids[path]:
                    result.problems.append(
                        Problem(result.path, "Link", f"De kop #{name} is er niet op {path}.", f"{path}#{name}",
                                item=result.item)
                    )  # fmt: skip
                    result.entry = None

    def put_something_right(self, worker, result, report):
        """The last good bytes of a page that failed, when they still pass; else a page with the numbers."""
        path, previous = result.path, worker.previous
        before = previous.files.get(path) if previous else None
        if before and previous.file(path).exists():
            content = previous.file(path).read_bytes()
            is_intact = digest(content) == before["sha256"]
            if result.is_page:
                content = render.drop_links(content.decode(errors="replace"), worker.rulebook.paths)[0].encode()
            kept = worker.one(
                render.Rendered(
                    path, content, before["type"], result.item, is_for_professionals=before.get("professional", False)
                )
            )
            if is_intact and not kept.has_failed:
                result.entry, result.is_changed = kept.entry, kept.is_changed
                report.problems.append(Problem(path, INSTEAD, "De vorige versie is blijven staan.",
                                               is_warning=True, item=result.item))  # fmt: skip
                return
        if result.is_page:
            content = render.page_in_its_place(path)
            instead = worker.one(render.Rendered(path, content, HTML, is_for_professionals=True))
            result.entry, result.is_changed = instead.entry, instead.is_changed
            report.problems.append(Problem(path, INSTEAD, "Er staat een korte pagina met de nummers.",
                                           is_warning=True, item=result.item))  # fmt: skip

    def make_small(self, edition):
        """Compresses what changed as small as can be, after visitors already have it."""
        left = [path for path in edition.quick if is_compressed(edition.files[path]["type"])]
        per_turn = 20 * self.processes
        with _processes(None, self.processes) as mapped:
            while left and not self.is_stale():
                turn, left = left[:per_turn], left[per_turn:]
                files = [edition.file(path) for path in turn]
                list(mapped(_pack, [files[start :: self.processes] for start in range(self.processes)]))
        edition.quick = left
        edition.save()

    def lost_queries(self, edition, report):
        """A tip for each question of the editors that does not find its page any more.

        It takes seconds, so it is done after visitors have the edition, and only when the list changed.
        """
        path = reverse("search_index")
        before = self.before
        if self.is_stale() or (before.get("edition") and path not in report.changed):
            return [Problem(**problem) for problem in before.get("problems", ()) if problem["check"] == SEARCH]
        try:
            lost = lost_queries(edition.file(path).read_text())
        except Exception:
            logger.exception("De zoekvragen konden niet worden geprobeerd.")
            return []
        return [
            Problem(reverse("search"), SEARCH, f"‘{query}’ vindt niet meer bij de eerste drie: {', '.join(pages)}.",
                    query, is_warning=True)
            for query, pages in lost
        ]  # fmt: skip

    def take_down(self, away):
        """Makes sure that visitors do not get what was taken down, also when no new edition could be made."""
        current = self.editions.current()
        gone = sorted(path for path in current.files if current.is_away(path, away)) if current else []
        if gone:
            try:
                self.editions.derive(current, set(away))
            except OSError:
                # On a full disk a file can still be removed.
                self.editions.drop(gone)
        return gone

    def save(self, report):
        write(self.editions.folder / "report.json", json.dumps(asdict(report), default=list).encode())

    def finish(self, report):
        self.save(report)
        if settings.PRESS_MAIL_TO and _errors(self.before) != _errors(asdict(report)):
            self.mail(report)
        return report

    @staticmethod
    def mail(report):
        lines = [report.stopped] if report.stopped else []
        lines += [f"{problem.path}\n  {problem.check}: {problem.message}" for problem in report.errors]
        try:
            send_mail(
                "Redactie: er is iets te verbeteren" if lines else "Redactie: alles is weer in orde",
                "\n\n".join(lines or ["Alle pagina’s staan op de site."])
                + f"\n\nKijk in de redactie bij Uitgave: {settings.SITE_URL}/beheer/uitgave/",
                None,
                settings.PRESS_MAIL_TO,
            )
        except (OSError, smtplib.SMTPException):
            logger.error("De pers kon geen mail versturen.")


def _errors(report):
    return {
        (problem["path"], problem["message"]) for problem in report.get("problems", ()) if not problem["is_warning"]
    } | ({report["stopped"]} if report.get("stopped") else set())


@cache
def revision():
    """The revision of the source: SOURCE_REVISION, else that of git, else empty."""
    if named := os.environ.get("SOURCE_REVISION"):
        return named
    try:
        result = subprocess.run(["git", "rev-parse", "HEAD"], cwd=settings.BASE_DIR, capture_output=True, text=True)  # noqa: S607
    except OSError:
        return ""
    return result.stdout.strip() if result.returncode == 0 else ""
