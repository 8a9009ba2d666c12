"""Compare what two checkouts give to a user: the proof that a refactoring changed nothing.

    python scripts/compare.py capture CHECKOUT OUT [--parts json,check,reports,pages,views,states]
                                      [--extra DIR ...] [--inputs EARLIER_OUT]
    python scripts/compare.py diff BEFORE [BEFORE ...] AFTER
                                      [--parts ...] [--allow FILE] [--tolerance SHARE]

`capture` drives a checkout by its command line and its pages only, so that its modules may have
moved. It writes a file for each thing that is compared:

json     ``analyse --json -`` of the samples, of the nasty files and of the folders named by
         --extra, with settings, rules and grades; tables of ``from-table``; the helps.
check    ``check`` of the same files, as JSON and as sentences.
reports  each format of ``report`` for the samples, in both languages and all styles.
pages    a picture and the text of each page: English and Chinese, light at 1440; English dark at
         1440; Chinese at 390.
views    the pages again under other choices in the URL, with all that is folded open.
states   those of `scripts/states.py`, but one that is a picture of a moment.

A file EXTRA/X.csv is read by sample_data/x_mapping.json where there is one. --inputs makes a
second checkout read the very files that the first read. Of each command standard output stands in
NAME.out, the exit code and standard error in NAME.err.

`diff` compares byte by byte and tells where a text, a member of a zip or a picture differs; for a
picture it draws before in grey with the difference in red, into the folder AFTER-differences. Exit
1 where anything differs. --allow names a file of what differs on purpose, a pattern a line and the
reason behind ``#``: ``pages/*/overview-zh-*  # the title is translated``.

Browsers are not quite steady: two captures of one checkout differ in a quarter of the pictures, in
rounded corners by 1 of 255, and now and then in the lines of a table whose first column stays in
place. --tolerance is the share of a picture's pixels that may differ by up to 2 of 255 (0 if left
out; 0.0001 covers the corners), and of several captures of before the nearest counts.
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import io
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "zh")
PARTS = ("json", "check", "reports", "pages", "views", "states")
INPUTS = "inputs"

# ------------------------------------------------------------------------------------- commands

SAMPLES = ("synthetic_156.csv", "synthetic_long.csv", "synthetic_zh.csv", "bad.csv")
RULES = ("points_8_1", "pct_40", "points_4", "nihss_0_1_or_8", "pct_55", "80,40,10", "recorded")
SETTINGS: dict[str, dict[str, object]] = {
    "observational": {"randomised": False, "level": 90, "covariates": ["age", "sex"]},
    "primary": {"primary": "bi_post", "level": 0.99},
    "filtered": {"filters": [{"column": "age", "low": 60}, {"column": "sex", "among": ["female"]}]},
    "wrong": {"levle": 95},
}
TABLES = {
    "counts": ["counts", "67/78", "54/78", "--rates", "85.9%,69.2%", "--p", "<0.05"],
    "grades": ["grades", "20,25,22,11", "10,20,24,24", "--p", "0.012"],
    "means": ["means", "78,8.2,3.1", "78,10.4,3.5", "--step", "1", "--range", "0,42", "--t", "4.2"],
    "four_means": ["means", "78,14.2,3.1", "78,14.4,3.5", "78,8.2,3.1", "78,10.4,3.5",
                   "--adjusted", "2.1"],
    "correlation": ["correlation", "-0.388", "156", "--p", "<0.05", "--level", "99"],
    "rate": ["rate", "85.9%", "78"],
    "wrong": ["counts", "79/78", "54/78"],
}  # fmt: skip
HELPS = ("", "analyse", "check", "report", "share", "shares", "revoke", "purge", "from-table")
STYLES = ("generic", "chinese", "vancouver")
FORMATS = "docx,xlsx,pptx,html,script,figures,check"

Command = tuple[str, list[str]]  # the name of what is captured, and the arguments


def gather(checkout: Path, out: Path, extra: Sequence[Path]) -> None:
    """Copy what the commands read into OUT/inputs; the checkout writes its own nasty files."""
    folder = out / INPUTS
    shutil.copytree(checkout / "sample_data", folder / "sample_data")
    for other in extra:
        shutil.copytree(other, folder / "extra" / other.name, copy_function=shutil.copyfile)
    nasty = [sys.executable, "-m", "tests.nasty", str((folder / "nasty").resolve())]
    subprocess.run(nasty, check=True, cwd=checkout)
    (folder / "settings").mkdir()
    for name, document in SETTINGS.items():
        (folder / "settings" / f"{name}.json").write_text(json.dumps(document), "utf-8")


def _files(out: Path) -> Iterator[tuple[str, list[str]]]:
    """Each input with the arguments that say how it is read."""
    folder = out / INPUTS
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.suffix in {".md", ".py", ".json"}:
            continue
        mapping = folder / "sample_data" / f"{path.stem.lower()}_mapping.json"
        mapped = ["--map", f"{INPUTS}/sample_data/{mapping.name}"] if mapping.exists() else []
        yield name, [f"{INPUTS}/{name}", *mapped]


def json_commands(out: Path) -> Iterator[Command]:
    """Everything that gives numbers."""
    for name, file in _files(out):
        for lang in LANGUAGES if name.startswith("sample_data") else LANGUAGES[:1]:
            yield f"json/{lang}/{name}", ["analyse", *file, "--json", "-", "--lang", lang]
    for name in SAMPLES:
        stem, file = Path(name).stem, ["analyse", f"{INPUTS}/sample_data/{name}"]
        for rule in RULES:
            yield f"json/rules/{stem}-{rule}", [*file, "--rule", rule, "--json", "-"]
        for settings in SETTINGS:
            options = ["--settings", f"{INPUTS}/settings/{settings}.json", "--json", "-"]
            yield f"json/settings/{stem}-{settings}", [*file, *options]
        yield f"json/grades/{stem}", [*file, "--grades", f"json/grades/{stem}.csv"]
    for lang in LANGUAGES:
        for name, table in TABLES.items():
            yield f"json/tables/{name}-{lang}", ["from-table", *table, "--lang", lang]
            yield (
                f"json/tables/{name}-{lang}-json",
                ["from-table", *table, "--json", "-", "--lang", lang],
            )
        for name in HELPS:
            command = [name] if name else []
            yield f"json/help/{name or 'all'}-{lang}", [*command, "--help", "--lang", lang]


def check_commands(out: Path) -> Iterator[Command]:
    """What is wrong in each file, as JSON and in words."""
    for name, file in _files(out):
        yield f"check/json/{name}", ["check", *file, "--json", "-"]
        for lang in LANGUAGES:
            yield f"check/{lang}/{name}", ["check", *file, "--lang", lang]


def report_commands(_: Path) -> Iterator[Command]:
    """Every format of the samples in both languages; the other styles, without pictures."""
    for name in SAMPLES:
        file = ["report", f"{INPUTS}/sample_data/{name}"]
        for lang in LANGUAGES:
            for style in STYLES:
                formats = FORMATS if style == STYLES[0] else "docx,html"
                to = f"reports/{Path(name).stem}-{lang}-{style}"
                options = ["--out", to, "--format", formats, "--style", style, "--lang", lang]
                yield to, [*file, *options]


def run_commands() -> None:
    """Run the commands on standard input in this process, by the aci_core that is on the path.

    As ``python -m aci_core`` runs each: the modules alone stay imported in between.
    """
    for name, arguments in json.load(sys.stdin):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        sys.argv = ["aci_core", *arguments]
        with (
            Path(f"{name}.out").open("w", encoding="utf-8") as out,
            Path(f"{name}.err").open("w", encoding="utf-8") as err,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code: object = 0
            try:
                runpy.run_module("aci_core", run_name="__main__", alter_sys=True)
            except SystemExit as end:
                code = end.code
            except Exception:  # noqa: BLE001 - whatever comes is compared
                code = traceback.format_exc(limit=0)
            print(f"exit {code}", file=sys.stderr)


def _run(checkout: Path, out: Path, commands: list[Command]) -> None:
    subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "run"],
        input=json.dumps(commands), text=True, check=True, cwd=out, env=_environment(checkout),
    )  # fmt: skip


def _environment(checkout: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}


# ---------------------------------------------------------------------------------------- pages

COHORTS = ("sample", "long")
LOOKS = (("en", "light", 1440), ("zh", "light", 1440), ("en", "dark", 1440), ("zh", "light", 390))
_WOMEN = quote(json.dumps([{"column": "sex", "among": ["female"]}]))
# Page, and what of its choices stands in the URL.
VIEWS = (
    ("overview", "level=90&randomised=no&primary=bi_post"),
    ("overview", f"filters={_WOMEN}&cells=yes"),
    ("baseline", "randomised=no"),
    ("outcomes", "measure=bi&group=treatment"),
    ("outcomes", "level=99&primary=effective&rule=points_8_1"),
    ("response", "rule=80,40&table=ordinal&scale=count"),
    ("response", f"rule=nihss_0_1_or_8&filters={_WOMEN}"),
    ("factors", "factor=age&randomised=no"),
    ("factors", "factor=sex&group=control&measure=bi"),
    ("safety", f"filters={_WOMEN}&level=90"),
    ("data", f"columns=all&filters={_WOMEN}"),
    ("report", "report_lang=zh&report_style=vancouver"),
    ("methods", "question=paired&find=wilcoxon"),
    ("patient", "id=3&rule=pct_40"),
    *(("published", f"published={kind}") for kind in ("rate", "grades", "means", "correlation")),
    ("published", "published=grades&grades_t=20,25,22,11&grades_c=10,20,24,24&grades_p=0.012"),
    ("published", "published=means&mean_t=78, 8.2, 3.1&mean_c=78, 10.4, 3.5&mean_scale=nihss"),
)
MOMENTS = {"loading"}  # no two pictures of them are the same
_STILL = 8  # pictures that may be taken until two in a row are the same
_TALLEST = 16_000  # Chromium's own limit is 16,384
_FOLDS = 3  # folds within folds
_UNFOLD = """() => {
    const closed = [...document.querySelectorAll('details:not([open]) > summary')];
    closed.forEach(summary => summary.click());
    return closed.length;
}"""
# What a link and a clock write anew each time, on the page itself.
_STEADY = r"""() => {
    const anew = [
        [/127\.0\.0\.1:\d+/g, 'HOST'],
        [/\b(c|manage)=[\w-]{16,}/g, '$1=SECRET'],
        [/\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d/g, 'DATE'],
        [/\d{4}年\d{1,2}月\d{1,2}日 ?\d\d:\d\d/g, 'DATE'],
    ];
    document.body.normalize();  // Markdown breaks a text at each colon
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode;
        const text = anew.reduce((text, [from, to]) => text.replace(from, to), node.data);
        if (text !== node.data) node.data = text;
    }
}"""


def _take(page: Page, width: int, file: Path, *, tall: bool = True) -> None:
    """Write FILE.png and FILE.txt of the page that is open, once it holds still."""
    from scripts.screenshots import HEIGHT, WIDTHS
    from tests.browser.idle import wait_idle

    wait_idle(page, timeout=120_000)
    height = WIDTHS[width]
    for _ in range(3 if tall else 0):  # what is far down may be drawn when it comes into sight
        needed = min(_TALLEST, max(height, page.evaluate(HEIGHT)))
        if needed == height:
            break
        height = needed
        page.set_viewport_size({"width": width, "height": height})
        wait_idle(page, timeout=120_000)
    page.evaluate(_STEADY)
    picture = b""
    for _ in range(_STILL):
        before, picture = picture, page.screenshot(animations="disabled", caret="hide")
        if before == picture:
            break
        page.wait_for_timeout(250)
    text = page.evaluate("document.body.innerText")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.with_name(f"{file.name}.png").write_bytes(picture)
    file.with_name(f"{file.name}.txt").write_text(text, "utf-8")


@contextlib.contextmanager
def _visitor(browser: Browser, lang: str, scheme: str, width: int) -> Iterator[Page]:
    from scripts.screenshots import LOCALES, WIDTHS

    context = browser.new_context(
        locale=LOCALES[lang],
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": WIDTHS[width]},
        reduced_motion="reduce",
    )
    page = context.new_page()
    yield page
    context.close()


@contextlib.contextmanager
def _browser(checkout: Path) -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of the checkout's app with an empty store."""
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium
    from tests.browser.server import serve

    with tempfile.TemporaryDirectory() as store, sync_playwright() as playwright:
        own = _environment(checkout) | {"ACI_STORE_URL": f"sqlite:///{store}/store.db"}
        with serve(own, script=checkout / "app.py") as server:
            executable, arguments = chromium.find(), [*chromium.ARGUMENTS, "--hide-scrollbars"]
            browser = playwright.chromium.launch(executable_path=executable, args=arguments)
            yield browser, server.url
            browser.close()


def _open(page: Page, address: str, width: int) -> None:
    from scripts.screenshots import WIDTHS

    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.goto(address)


def _unfold(page: Page) -> None:
    """Open whatever is folded: the tables of the figures, and the reasons of the methods."""
    from tests.browser.idle import wait_idle

    for _ in range(_FOLDS):
        wait_idle(page, timeout=120_000)
        if not page.evaluate(_UNFOLD):
            return


def take_pages(checkout: Path, out: Path) -> None:
    """Every page of two cohorts."""
    from scripts.screenshots import QUERY
    from scripts.states import sample

    names = [path.stem.partition("_")[2] for path in sorted((checkout / "pages").glob("*.py"))]
    with _browser(checkout) as (browser, url):
        for cohort in COHORTS:
            for lang, scheme, width in LOOKS:
                with _visitor(browser, lang, scheme, width) as page:
                    sample(cohort)(page, url)
                    for name in names:
                        _open(page, f"{url}/{name}?lang={lang}{QUERY.get(name, '')}", width)
                        file = out / "pages" / cohort / f"{name}-{lang}-{scheme}-{width}"
                        _take(page, width, file)


def take_views(checkout: Path, out: Path) -> None:
    """Pages of two cohorts as other choices make them."""
    from scripts.states import sample

    with _browser(checkout) as (browser, url):
        for cohort in COHORTS:
            with _visitor(browser, "en", "light", 1440) as page:
                sample(cohort)(page, url)
                for number, (name, query) in enumerate(VIEWS):
                    _open(page, f"{url}/{name}?lang=en&{query}", 1440)
                    _unfold(page)
                    _take(page, 1440, out / "views" / cohort / f"{number:02}-{name}")


def take_states(checkout: Path, out: Path) -> None:
    """The states that the screenshots show, in their two looks."""
    from scripts.screenshots import LOOKS as OF_STATES
    from scripts.states import STATES

    with _browser(checkout) as (browser, url):
        for name, state in STATES.items():
            if name in MOMENTS:
                continue
            for lang, width, scheme in OF_STATES:
                with _visitor(browser, lang, scheme, width) as page:
                    if state.begin is not None:
                        state.begin(page, url)
                    if state.page:
                        _open(page, f"{url}/{state.page}?lang={lang}&{state.query}", width)
                    file = out / "states" / f"{name}-{lang}-{scheme}-{width}"
                    if state.then is not None:
                        from tests.browser.idle import wait_idle

                        wait_idle(page, timeout=120_000)
                        state.then(page)
                    _take(page, width, file, tall=state.then is None)


def capture(checkout: Path, out: Path, parts: Sequence[str], extra: Sequence[Path]) -> None:
    """Write what a checkout gives into a folder."""
    sys.path.insert(0, str(ROOT))  # states and the server's starter are this checkout's own
    out.mkdir(parents=True, exist_ok=True)
    if not (out / INPUTS).exists():
        gather(checkout, out, extra)
    commands = {"json": json_commands, "check": check_commands, "reports": report_commands}
    pages = {"pages": take_pages, "views": take_views, "states": take_states}
    for part in parts:
        began = time.monotonic()
        shutil.rmtree(out / part, ignore_errors=True)
        if part in commands:
            _run(checkout, out, list(commands[part](out)))
        else:
            pages[part](checkout, out)
        files = sum(path.is_file() for path in (out / part).rglob("*"))
        print(f"{part}: {files} files, {time.monotonic() - began:.0f} s", flush=True)


# ----------------------------------------------------------------------------------------- diff

ZIPS = (".docx", ".xlsx", ".pptx", ".zip")
PICTURES = (".png", ".tif", ".tiff")
SHOWN = 3  # lines of a difference
WIDE = 100  # characters of a line
FAINT = 2  # of 255: what a browser's antialiasing makes of a rounded corner differs by one


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not the same: where, what of it, and the reason where it is on purpose."""

    name: str
    detail: str
    reason: str | None = None


def _common(one: Sequence[object], two: Sequence[object]) -> int:
    """How far two sequences are the same."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(two)))


def text_difference(before: str, after: str) -> str:
    """Where two texts begin to differ, and the first lines of what differs.

    Examples
    --------
    >>> print(text_difference("a b", "a c"))
    line 1, 1 of 1 lines
      - a b
      + a c
    """
    one, two = before.split("\n"), after.split("\n")
    head = _common(one, two)
    most = min(len(one), len(two)) - head
    tail = 0
    while tail < most and one[-1 - tail] == two[-1 - tail]:
        tail += 1
    left, right = one[head : len(one) - tail], two[head : len(two) - tail]
    column = _common(left[0], right[0]) if left and right else 0
    start = max(0, column - WIDE // 3) if column > WIDE // 2 else 0
    lines = [f"line {head + 1}, {max(len(left), len(right))} of {len(two)} lines"]
    for sign, part in (("-", left), ("+", right)):
        written = [line for line in part if line.strip()] or part
        lines.extend(f"  {sign} {line[start : start + WIDE]}" for line in written[:SHOWN])
    return "\n".join(lines)


def zip_difference(before: bytes, after: bytes) -> str:
    """The members of two zips that differ, each with its own difference."""
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as two:
        names = [one.namelist(), two.namelist()]
        differences = []
        for name in dict.fromkeys([*names[0], *names[1]]):
            if name not in names[0] or name not in names[1]:
                differences.append(f"{name}: only {'before' if name in names[0] else 'after'}")
            elif one.read(name) != two.read(name):
                differences.append(f"{name}: {difference(name, one.read(name), two.read(name))}")
    return "\n".join(differences) or "the same members, packed another way"


@dataclass(frozen=True, slots=True)
class PictureDifference:
    """The share of pixels that differ, the most of 255 by which one does, and a drawing of them."""

    share: float
    largest: int
    drawn: Image.Image

    def __str__(self) -> str:
        return f"{100 * self.share:.4f} % of pixels, by at most {self.largest} of 255"


def picture_difference(before: bytes, after: bytes) -> PictureDifference:
    """Compare two pictures; drawn is before in grey with the difference in red."""
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as two:
        size = max(one.width, two.width), max(one.height, two.height)
        # What one alone covers differs whatever its colour: alpha 0 outside.
        pixels = []
        for picture in (one, two):
            sheet = Image.new("RGBA", size)
            sheet.paste(picture.convert("RGB"))
            pixels.append(np.asarray(sheet).astype(np.int16))
        grey = np.asarray(one.convert("L").crop((0, 0, *size)))
    by = np.abs(pixels[0] - pixels[1]).max(axis=2)
    differs = by > 0
    drawn = np.repeat((160 + grey // 3)[:, :, None], 3, axis=2).astype(np.uint8)
    drawn[differs] = (220, 0, 0)
    return PictureDifference(float(differs.mean()), int(by.max()), Image.fromarray(drawn))


def difference(name: str, before: bytes, after: bytes) -> str:
    """What differs between two files of one name, in words."""
    suffix = Path(name).suffix.lower()
    if suffix in PICTURES:
        return str(picture_difference(before, after))
    with contextlib.suppress(zipfile.BadZipFile):
        if suffix in ZIPS:
            return zip_difference(before, after)
    try:
        texts = [data.decode("utf-8") for data in (before, after)]
    except UnicodeDecodeError:
        at = _common(before, after)
        return f"byte {at}; {len(before)} bytes before, {len(after)} after"
    if suffix in {".xml", ".rels", ".svg", ".html"}:
        texts = [text.replace("><", ">\n<") for text in texts]
    return text_difference(*texts)


def compare(
    before: Sequence[Path],
    after: Path,
    allowed: dict[str, str],
    tolerance: float = 0,
    parts: Sequence[str] = (INPUTS, *PARTS),
) -> tuple[Counter[tuple[str, str]], list[Difference]]:
    """Compare two folders of captured files.

    Parameters
    ----------
    before : sequence of Path
        Captures of one checkout: what is the same in any of them is the same.
    after : Path
    allowed : dict of str to str
        Pattern of names to the reason why they may differ.
    tolerance : float
        Share of a picture's pixels that may differ, each by no more than can be seen.
    parts : sequence of str
        Folders that are compared.

    Returns
    -------
    counts : Counter of (part, outcome)
        Outcomes are "same", "within", "allowed" and "differs".
    differences : list of Difference
    """
    counts: Counter[tuple[str, str]] = Counter()
    differences = []
    for name in sorted(set().union(*(_names(one, parts) for one in (*before, after)))):
        two, part = after / name, name.split("/")[0]
        data = [(one / name).read_bytes() for one in before if (one / name).exists()]
        if not data or not two.exists():
            detail = "only before" if data else "only after"
        elif (new := two.read_bytes()) in data:
            counts[part, "same"] += 1
            continue
        elif Path(name).suffix in PICTURES:
            nearest = min((picture_difference(old, new) for old in data), key=lambda one: one.share)
            if nearest.share <= tolerance and nearest.largest <= FAINT:
                counts[part, "within"] += 1
                continue
            file = after.with_name(f"{after.name}-differences") / Path(name).with_suffix(".png")
            file.parent.mkdir(parents=True, exist_ok=True)
            nearest.drawn.save(file)
            detail = str(nearest)
        else:
            detail = difference(name, data[0], new)
        reason = next((why for key, why in allowed.items() if fnmatch.fnmatch(name, key)), None)
        counts[part, "differs" if reason is None else "allowed"] += 1
        differences.append(Difference(name, detail, reason))
    return counts, differences


def _names(folder: Path, parts: Sequence[str]) -> set[str]:
    files = (path for part in parts for path in (folder / part).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in files}


def read_allowed(file: Path | None) -> dict[str, str]:
    """The patterns of an allow file, each with its reason."""
    allowed = {}
    for line in file.read_text("utf-8").splitlines() if file else ():
        pattern, _, reason = line.partition("#")
        if pattern.strip():
            allowed[pattern.strip()] = reason.strip() or "no reason is given"
    return allowed


def report(
    counts: Counter[tuple[str, str]], differences: list[Difference], allowed: dict[str, str]
) -> int:
    """Print the table and every difference; 1 where any is not on purpose."""
    outcomes = ("same", "within", "allowed", "differs")
    print(f"{'part':10}" + "".join(f"{outcome:>10}" for outcome in outcomes))
    for part in dict.fromkeys(part for part, _ in counts):
        print(f"{part:10}" + "".join(f"{counts[part, outcome]:>10}" for outcome in outcomes))
    for one in differences:
        why = "" if one.reason is None else f" (on purpose: {one.reason})"
        print(f"\n{one.name}{why}\n  " + one.detail.replace("\n", "\n  "))
    for pattern in allowed:
        if not any(fnmatch.fnmatch(one.name, pattern) for one in differences):
            print(f"\nallowed, but nothing differs: {pattern}")
    return int(any(one.reason is None for one in differences))


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if not set(parts) <= set(PARTS):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(PARTS)}")
    return parts


def main(arguments: Sequence[str] | None = None) -> int:
    """Capture a checkout, or compare two that were."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands: Any = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("capture")
    taking.add_argument("checkout", type=Path)
    taking.add_argument("out", type=Path)
    taking.add_argument("--parts", type=_parts, default=list(PARTS))
    taking.add_argument("--extra", type=Path, action="append", default=[])
    taking.add_argument("--inputs", type=Path, help="an earlier capture, whose inputs are read")
    comparing = commands.add_parser("diff")
    comparing.add_argument("before", type=Path, nargs="+")
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--allow", type=Path)
    comparing.add_argument("--tolerance", type=float, default=0.0)
    comparing.add_argument("--parts", type=_parts, default=[INPUTS, *PARTS])
    commands.add_parser("run")
    args = parser.parse_args(arguments)
    if args.command == "run":
        run_commands()
        return 0
    if args.command == "capture":
        if args.inputs:
            shutil.rmtree(args.out / INPUTS, ignore_errors=True)
            shutil.copytree(args.inputs / INPUTS, args.out / INPUTS)
        capture(args.checkout.resolve(), args.out, args.parts, args.extra)
        return 0
    allowed = read_allowed(args.allow)
    differences = compare(args.before, args.after, allowed, args.tolerance, args.parts)
    return report(*differences, allowed)


if __name__ == "__main__":
    sys.exit(main())
