"""A class of hostile and odd submissions, each of a kind of its own, and of honest ones beside them.

In: a folder. Out: STUDENT/LESSON/… as students hand in, made anew each time. `SLOW` names the kinds that wait
for a limit of time to pass, or take much of the machine. It has more than 300 lines, being a list.
"""

# ruff: noqa: E501  # a kind a line

import json
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from tests.grading.submitted_notebooks import LATEST, answer, code, filled, hand_in
from workbook.exercises import registry
from workbook.grading import records, safe_text
from workbook.grading.variants import exercise_variant

FORECAST = "05-weather-forecast"
TOPICS = {LATEST: "keeping-the-latest.ipynb", FORECAST: "weather-forecast.ipynb"}
GOOD_SQL = answer(LATEST, "right-latest-per-day-row-number.sql")
GOOD_PY = answer(FORECAST, "right-load-forecast-delete-and-insert.py")
HONEST = {f"honest-{n}": (LATEST, FORECAST)[n % 2] for n in range(5)}
SLOW = {
    "sleeps-sql", "series-sql", "stops-itself", "loops", "sleeps", "holds-the-lock", "eats-memory", "fills-the-disk",
    "recursive-sql", "many-tables", "memory-sql", "big-result", "floods-output", "threads-go-on",
    "statements", "floods-notices", "all-locks", "all-locks-in-python", "nested-time", "line-magics", "deep-python", "wide-shlex", "raises-megabytes",
}  # fmt: skip

SHORTEST = 6  # characters of a value that is looked for: dates, times, and names; numbers are anybody's
Maker = Callable[[Path, str], None]


def write_class(submitted: Path, kinds: list[str]) -> None:
    """Hand in the honest ones and these kinds."""
    for student, lesson in HONEST.items():
        good = {"latest-per-day": GOOD_SQL} if lesson == LATEST else {"load-forecast": GOOD_PY}
        hand_in(submitted, student, lesson, filled(lesson, good))
    for kind in kinds:
        KINDS[kind](submitted, kind)


def _sql(text: str) -> Maker:
    """A notebook whose first answer is this, and whose second one is right."""

    def make(submitted: Path, student: str) -> None:
        second = answer(LATEST, "right-latest-with-ties-distinct-on.sql")
        hand_in(submitted, student, LATEST, filled(LATEST, {"latest-per-day": text, "latest-with-ties": second}))

    return make


def _py(text: str) -> Maker:
    return lambda submitted, student: _hand_in_py(submitted, student, filled(FORECAST, {"load-forecast": text}))


def _cell(text: str) -> Maker:
    """A cell above an answer that is right."""

    def make(submitted: Path, student: str) -> None:
        notebook = filled(FORECAST, {"load-forecast": GOOD_PY})
        notebook["cells"].insert(2, code(text))
        _hand_in_py(submitted, student, notebook)

    return make


def _hand_in_py(submitted: Path, student: str, notebook: dict) -> None:
    hand_in(submitted, student, FORECAST, notebook)


def _raw(data: bytes | Callable[[], bytes]) -> Maker:
    return lambda submitted, student: _write(submitted, student, data if isinstance(data, bytes) else data())


def _write(submitted: Path, student: str, data: bytes) -> None:
    hand_in(submitted, student, LATEST, data)


def _changed(change: Callable[[dict], object]) -> Maker:
    """A notebook with a right answer, and changed so."""

    def make(submitted: Path, student: str) -> None:
        notebook = filled(LATEST, {"latest-per-day": GOOD_SQL})
        change(notebook)
        hand_in(submitted, student, LATEST, notebook)

    return make


def _named(name: bytes | str) -> Maker:
    """A right answer of a student of this name."""
    text = os.fsdecode(name) if isinstance(name, bytes) else name
    return lambda submitted, student: _changed(lambda notebook: None)(submitted, text)


def _instead(make: Callable[[Path], object]) -> Maker:
    """What stands in the notebook's place."""

    def made(submitted: Path, student: str) -> None:
        folder = submitted / student / LATEST
        folder.mkdir(parents=True)
        make(folder / TOPICS[LATEST])

    return made


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


def _linked_folder(submitted: Path, student: str) -> None:
    _changed(lambda notebook: None)(submitted, f"{student}-s")
    (submitted / student).mkdir()
    (submitted / student / LATEST).symlink_to(submitted / f"{student}-s" / LATEST)


def _linked_student(submitted: Path, student: str) -> None:
    (submitted / student).symlink_to(submitted / "honest-0")


def _closed_folder(submitted: Path, student: str) -> None:
    _changed(lambda notebook: None)(submitted, student)
    (submitted / student / LATEST).chmod(0)


def _odd_files(submitted: Path, student: str) -> None:
    _cell("open('data.csv').read()")(submitted, student)
    folder = submitted / student / FORECAST
    for name in (b"\xff\xfe.csv", "\u202ecsv.x".encode(), b"\x1b[2J", b"=1+1.csv", b"x" * 250):
        (folder / os.fsdecode(name)).write_text("x", encoding="utf-8")
    os.mkfifo(folder / "pipe.csv")
    (folder / "data.csv").symlink_to("/etc/passwd")


def _many_notebooks(submitted: Path, student: str) -> None:
    for n in range(40):
        hand_in(submitted, student, LATEST, b"[" * 100_000, f"{n}.ipynb")


def _text(**keys: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], **keys}).encode()


FILES: dict[str, Maker] = {
    "pipe": _instead(os.mkfifo),
    "folder": _instead(Path.mkdir),
    "link": _instead(lambda path: path.symlink_to("/etc/passwd")),
    "device": _instead(lambda path: path.symlink_to("/dev/zero")),
    "200-mb": _instead(_sparse),
    "linked-folder": _linked_folder,
    "linked-student": _linked_student,
    "closed-folder": _closed_folder,
    "odd-files": _odd_files,
    "many-notebooks": _many_notebooks,
    "empty": _raw(b""),
    "no-utf-8": _raw(b'{"cells": ["\xff\xfe"]}'),
    "nested": _raw(b'{"a":' * 100_000),
    "nested-metadata": _raw(b'{"nbformat": 4, "cells": [], "metadata": ' + b"[" * 900 + b"]" * 900 + b"}"),
    "duplicated-keys": _raw(b'{"cells": [], ' * 1 + b'"cells": 1, "nbformat": 4, "cells": [{}, {}]}'),
    "nan": _raw(b'{"nbformat": NaN, "nbformat_minor": -Infinity, "cells": [], "metadata": {"a": 1e999}}'),
    "huge-number": _raw(b'{"nbformat": ' + b"9" * 1_000_000 + b"}"),
    "old-and-long": _raw(_text(nbformat=3, worksheets=[{"cells": [{"cell_type": "code"}] * 20_000}])),
    "old-and-broken": _raw(_text(nbformat=2, worksheets=[{"cells": [{"cell_type": {}, "input": 7}]}])),
    "20000-cells": _raw(lambda: _text(cells=[code("x = 1")] * 20_000)),
    "odd-cells": _raw(_text(cells=[None, 1, [], {}, {"cell_type": 1}, {"cell_type": "code", "source": [1]}])),
    "odd-version": _raw(_text(nbformat="\ud800\u202e")),
    "ids-doubled": _changed(lambda notebook: [each.update(id="same") for each in notebook["cells"]]),
    "large-metadata": _changed(lambda notebook: notebook["metadata"].update(x="y" * 9_000_000)),
    "attachments": _changed(lambda notebook: [c.update(attachments={"a": {"b": "c" * 9}}) for c in notebook["cells"]]),
    "surrogates": _changed(
        lambda notebook: [
            each.update({"\ud800": "\udfff", "metadata": {"nbgrader": {"grade_id": "\ud800"}, "\ud800": 1},
                         "outputs": [{"\ud800": "\ud800"}], "source": "".join(each["source"]) + "\n-- \ud800"})
            for each in notebook["cells"]
        ]
    ),
    "formula-name": _named("=cmd|' 'C calc'!A0"),
    "minus-name": _named("-1+1"),
    "at-name": _named("@SUM(A1)"),
    "bidi-name": _named("a\u202egnp.exe"),
    "no-utf-8-name": _named(b"\xff\xfe-student"),
    "escape-name": _named(b"\x1b]0;owned\x07"),
    "long-name": _named("가" * 66),
    "too-long-name": _named("가" * 80),
    "nfd-name": _named(unicodedata.normalize("NFD", "김민준")),
    "html-name": _named("<img src=x onerror=alert(1)>"),
}  # fmt: skip

READING: dict[str, Maker] = {
    "forty-comments": _sql("/**/" * 40),
    "line-breaks": _sql("SELECT 1" + "\n " * 9_000),
    "parentheses": _sql("SELECT " + "(" * 90_000),
    "quotes": _sql("SELECT '" + "''" * 40_000),
    "statements": _sql("SELECT 1;" * 5_000),
    "long-word": _sql(f"SELECT 1 AS {'a' * 90_000}, nothing( FROM temp_weather"),
    "nul": _sql("SELECT '\0'"),
    "bidi": _sql("SELECT /*\u202e } \u2066*/ 1 \x1b[31m --\x9b"),
    "line-magics": _cell("a=%x\n" * 9_000 + "# run_cell_magic"),
    "nested-time": _cell("%%time\n" * 9_000),
    "deep-python": _cell("x = " + "-" * 90_000 + "1\n# run_cell_magic"),
    "wide-shlex": _cell("%%sql --answer " + "'x " * 90_000),
}

# Nobody can log in while a session holds all locks, and this one catches that it is cancelled.
ALL_LOCKS = (
    "FOR n IN 1..1000000 LOOP BEGIN PERFORM pg_advisory_lock(n); EXCEPTION WHEN OTHERS THEN EXIT; END; END LOOP;"
)
UNENDING = (
    "SET client_connection_check_interval = 0; DO $$ BEGIN {} LOOP BEGIN PERFORM pg_sleep(100);"
    " EXCEPTION WHEN query_canceled THEN END; END LOOP; END $$"
)
SAY = "(SELECT string_agg(temp_weather::text, E'\\n') FROM temp_weather)"
SQL: dict[str, Maker] = {
    "memory-sql": _sql(
        "DO $$ DECLARE a text[]; BEGIN FOR i IN 1..4000 LOOP a := a || repeat('x', 1000000); END LOOP; END $$;" + GOOD_SQL
    ),
    "sleeps-sql": _sql("SET statement_timeout = 0; SELECT pg_sleep(10000)"),
    "series-sql": _sql("SELECT count(*) FROM generate_series(1, 1000000000000)"),
    "recursive-sql": _sql("WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT max(n) FROM a"),
    "terminates": _sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user"),
    "alters-its-role": _sql(
        "ALTER ROLE CURRENT_USER SET search_path = nowhere; ALTER ROLE CURRENT_USER SET default_transaction_read_only"
        " = on; ALTER ROLE CURRENT_USER IN DATABASE postgres SET role = 'none'; " + GOOD_SQL
    ),
    "alters-its-password": _sql("ALTER ROLE CURRENT_USER PASSWORD 'mine'; " + GOOD_SQL),
    "event-trigger": _sql("CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION f()"),
    "holds-the-lock": _sql("BEGIN; LOCK TABLE temp_weather IN ACCESS EXCLUSIVE MODE; " + GOOD_SQL),
    "listens": _sql(f"LISTEN a; NOTIFY a, 'x'; SELECT pg_advisory_lock(1), pg_advisory_lock(hashtext({SAY})); " + GOOD_SQL),
    "program": _sql("COPY temp_weather TO PROGRAM 'cat > owned'"),
    "reads-files": _sql("SELECT pg_read_file('/etc/passwd')"),
    "large-objects": _sql(f"SELECT lo_from_bytea(0, {SAY}::bytea) FROM generate_series(1, 20); " + GOOD_SQL),
    "lo-import": _sql("SELECT lo_import('/etc/passwd')"),
    "dblink": _sql("CREATE EXTENSION dblink"),
    "extension": _sql("CREATE EXTENSION IF NOT EXISTS hstore; " + GOOD_SQL),
    "shadows": _sql(
        "CREATE FUNCTION public.count() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION public.eq(date, date)"
        " RETURNS bool LANGUAGE sql AS 'SELECT true'; CREATE OPERATOR public.= (LEFTARG = date, RIGHTARG = date,"
        " FUNCTION = public.eq); SET search_path = public, pg_catalog; " + GOOD_SQL
    ),
    "many-tables": _sql(
        "DO $$ BEGIN FOR i IN 1..9000 LOOP EXECUTE 'CREATE TABLE t' || i || ' (a int)'; IF i % 500 = 0 THEN COMMIT;"
        " END IF; END LOOP; END $$"
    ),
    "raises-the-rows": _sql(f"DO $$ BEGIN RAISE EXCEPTION '%', {SAY}; END $$"),
    "raises-megabytes": _sql("DO $$ BEGIN RAISE EXCEPTION '%', repeat('function a(', 1000000) USING ERRCODE = '42883'; END $$"),
    "floods-notices": _sql("DO $$ BEGIN FOR i IN 1..100000 LOOP RAISE NOTICE 'x'; END LOOP; END $$; " + GOOD_SQL),
    "big-result": _sql("SELECT repeat('x', 1000000) FROM generate_series(1, 2000)"),
    "drops": _sql("DROP SCHEMA public CASCADE; DROP OWNED BY CURRENT_USER CASCADE; " + GOOD_SQL),
    "publishes": _sql("CREATE PUBLICATION p; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC; " + GOOD_SQL),
    "keeps-the-rows": _sql(
        f"DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER SET application_name = %L', {SAY}); END $$; " + GOOD_SQL
    ),
    "authorizes": _sql("SET SESSION AUTHORIZATION workbook; SET ROLE workbook"),
    "all-locks": _sql(f"{UNENDING.format(ALL_LOCKS)}; " + GOOD_SQL),
    "locks-its-role": _sql(
        "ALTER ROLE CURRENT_USER SET local_preload_libraries = 'nothing'; ALTER ROLE CURRENT_USER PASSWORD 'mine'; "
        "SELECT pg_terminate_backend(pg_backend_pid()); " + GOOD_SQL
    ),
    "row-security": _sql(
        "ALTER TABLE temp_weather ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; " + GOOD_SQL
    ),
    "view-of-a-function": _sql(
        "CREATE FUNCTION public.f() RETURNS date LANGUAGE plpgsql AS 'BEGIN CREATE ROLE owned SUPERUSER; RETURN now();"
        " END'; ALTER TABLE temp_weather RENAME TO t; CREATE VIEW temp_weather AS SELECT f() AS date FROM t"
    ),
    "names-a-column": _sql(
        f"DO $$ BEGIN EXECUTE format('CREATE TEMP TABLE temp_weather AS SELECT *, 1 AS %I FROM public.temp_weather',"
        f" left({SAY}, 60)); END $$; SELECT * FROM temp_weather"
    ),
    "nan-rows": _sql("SELECT date, 'NaN'::real, 'Infinity'::real, 0::real, 'infinity'::timestamp FROM temp_weather"),
}  # fmt: skip

F = "def load_forecast(conn, rows):\n"


def _days_handed_out() -> str:
    """A line that names the days of all rows handed out: so an answer can tell the hidden ones."""
    scenarios = registry.find("load-forecast")[1].scenarios
    given = [each.arguments() if callable(each.arguments) else each.arguments for each in scenarios]
    return f"DAYS = {sorted({str(row[0]) for rows, *_ in given for row in rows})}\n"


DAYS = _days_handed_out()
RUNS: dict[str, Maker] = {
    "all-locks-in-python": _py(
        "import os, threading, time\n" + F + f"    text = {UNENDING.format(ALL_LOCKS)!r}\n"
        "    threading.Thread(target=lambda: conn.cursor().execute(text), daemon=True).start()\n"
        "    time.sleep(3); os._exit(0)"
    ),
    "ends-the-check": _py(
        F + "    conn.cursor().execute('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user"
        " AND pid <> pg_backend_pid()')"
    ),
    "prepares": _cell(
        "c = source.cursor()\nc.execute('CREATE TABLE t (a INT)')\nfor text in (\"XA START 'x'\", 'INSERT INTO t VALUES (1)',"
        " \"XA END 'x'\", \"XA PREPARE 'x'\"): c.execute(text)"
    ),
    "exits": _py(F + "    import os; os._exit(0)"),
    "leaves": _py(F + "    raise SystemExit"),
    "crashes": _py(F + "    import ctypes; ctypes.string_at(0)"),
    "stops-itself": _py(F + "    import os; os.kill(os.getpid(), 19)"),
    "signals-the-rows": _py(DAYS + GOOD_PY + "\n_good = load_forecast\n" + F + "    import os\n    _good(conn, rows)\n"
                            "    if rows and str(rows[0][0]) not in DAYS: os.kill(os.getpid(), 10 + rows[0][0].day % 5)"),
    "names-the-rows": _py(DAYS + GOOD_PY + "\n_good = load_forecast\n" + F + "    _good(conn, rows)\n    if rows and"
                          " str(rows[0][0]) not in DAYS: raise type(f'Row{rows[0][0]}', (Exception,), {})(rows)"),
    "raises-them": _py(F + "    raise ValueError(rows)"),
    "fork-bomb": _cell("import os\nfor n in range(1000):\n    try: os.fork()\n    except OSError: pass"),
    "eats-memory": _py(F + "    x = []\n    while True: x.append(bytearray(2**24))"),
    "fills-the-disk": _cell("f = open('x', 'wb')\nwhile True: f.write(b'x' * 2**24)"),
    "shared-memory": _cell("open('/dev/shm/x', 'wb').write(b'x')"),
    "deep-folders": _cell("import os\nfor n in range(2500):\n    os.mkdir('d' * 50, 0o300); os.chdir('d' * 50)"),
    "odd-folders": _cell("import os\nfor n in range(300):\n    os.makedirs(b'\\xff\\x1b%d/a/b' % n)\n    os.mkdir(b'c%d' % n, 0)"),
    "at-exit": _cell("import atexit, time\natexit.register(time.sleep, 1e6)"),
    "threads-go-on": _cell("import threading, time\nfor n in range(50): threading.Thread(target=time.sleep, args=(1e6,)).start()"),
    "loops": _cell("while True: pass"),
    "sleeps": _py(F + "    import time\n    while True:\n        try: time.sleep(1e6)\n        except BaseException: pass"),
    "floods-output": _cell("for _ in range(10**6): print('\\x1b[31m' + 'x' * 100)"),
    "patches-the-driver": _cell("import psycopg2.extensions\npsycopg2.extensions.connection.commit = lambda self: None"),
    "patches-builtins": _cell("import builtins\nbuiltins.sorted = builtins.len = lambda *a, **k: 0"),
    "walks": _py(F + "    import gc\n    raise ValueError([o for o in gc.get_objects() if type(o) is tuple and len(o) == 5][:50])"),
    "looks-back": _py(F + "    import sys\n    f = sys._getframe()\n    while f.f_back: f = f.f_back\n    raise ValueError(f.f_locals)"),
    "equals-all": _py("class Y:\n    __eq__ = lambda s, o: True\n    __hash__ = lambda s: 0\n" + F + "    return Y()"),
    "huge-repr": _py("class E(Exception):\n    __str__ = __repr__ = lambda s: 'x' * 10**8\n" + F + "    raise E"),
    "recursive-repr": _py("class E(Exception):\n    __str__ = __repr__ = lambda s: repr(s)\n" + F + "    raise E"),
    "no-text": _py("class E(Exception):\n    def __str__(s): raise SystemExit\n    __repr__ = __str__\n" + F + "    raise E"),
    "recurses": _cell("import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()"),
    "writes-to-the-grader": _cell("import os\nfor fd in range(64):\n    try: os.write(fd, b'\\xff' * 4096)\n    except OSError: pass"),
    "unsendable": _py("import os\n" + F + "    return open('x', 'w')"),
    "surrogate-error": _py(F + "    raise ValueError('\\ud800\\u202e\\x1b[2J\\0')"),
}  # fmt: skip

KINDS = {**FILES, **READING, **SQL, **RUNS}


def told(grades: Path, printed: str, seed: int) -> list[str]:
    """Values of hidden rows, and characters that act, in all that grading wrote for people, by their place."""
    exercises = [each for lesson in TOPICS for each in registry.load(lesson).exercises.values()]
    variants = [(each, exercise_variant.variant(each, seed)) for each in exercises]
    texts = {path.name: path.read_text(encoding="utf-8") for path in grades.rglob("*.html")} | {"printed": printed}
    for each in records.read_all(grades):  # all but the seconds, which are numbers of any kind
        said = [(result.reason, result.mistake, result.answer, result.lines) for result in each.results]
        texts[f"{each.student}/{each.lesson}"] = json.dumps([said, *each.remarks], ensure_ascii=False)
    words = "\n".join(sorted({word for text in texts.values() for word in re.findall(r"[\w.:+-]+", text)}))
    values = {value for exercise, other in variants for value in exercise_variant.told(exercise, other, words)}
    values = {value for value in values if len(value) >= SHORTEST}
    found = [f"{value} in {place}" for value in values for place, text in texts.items() if value in text]
    return found + [
        f"a character that acts in {place}" for place, text in texts.items() if safe_text.clean(text) != text
    ]
