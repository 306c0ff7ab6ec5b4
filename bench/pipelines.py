"""The pipelines of lessons 07 and 08 side by side with their parts and with other tools.

    .venv/bin/python bench/peers.py FOLDER                                 # once: the other tools
    .venv/bin/python bench/pipelines.py refresh losses memory merge dedup --peers FOLDER

Every run is a process of its own, on servers of its own; the runs of one comparison take turns, and medians are
compared. A bar is met or not met by the figures that the line gives.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import losses
import machine
import peers
from benchmark_servers import Failed, Ground, own_servers

MILLION = 1_000_000
KEYED, KEYLESS = "ours, fast, key kept", "ours, fast, no key"
DAY = "2026-01-01"  # when 1 % of the rows change: after all of workbook.datasets.nps_and_weather


def bar(what: str, ratio: float, limit: float, at_most: bool = True) -> None:
    """Print a bar's line."""
    met = ratio <= limit if at_most else ratio >= limit
    print(f"{'met    ' if met else 'NOT MET'}  {what}: {ratio:.2f} × (bar {'≤' if at_most else '≥'} {limit} ×)")


def take_turns(works: dict[str, Callable[[], float]], times: int) -> dict[str, list[float]]:
    """The seconds that each work gives, run by turns; before them each runs once uncounted."""
    found = {name: [] for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            seconds = work()
            if turn:
                found[name].append(seconds)
    return found


def report(found: dict[str, list[float]], rows: int) -> dict[str, float]:
    """Print the medians with their ranges; returns them."""
    medians = {name: statistics.median(seconds) for name, seconds in found.items()}
    lines = [
        (name, f"{medians[name]:.2f}", f"{min(s):.2f} to {max(s):.2f}", f"{rows / medians[name] / 1000:.0f}")
        for name, s in found.items()
    ]
    print(machine.table(["", "seconds", "range", "thousand rows/s"], lines))
    return medians


def refresh(ground: Ground, options) -> None:
    """A full refresh of a table that holds yesterday's rows: its parts, and other tools."""
    rows = options.rows
    ground.source_nps("nps", rows)
    for module in ("pipeline", "fast", "copy"):
        ground.warehouse_nps(f"by_{module}")

    def work(database: str, *words: str) -> Callable[[], float]:
        def run() -> float:
            if database:
                ground.ask(database, "VACUUM nps")  # after yesterday's load, as anyone would
            return float(ground.client(*words).printed)

        return run

    from workbook import paths
    from workbook.datasets import nps_and_weather

    file = str(nps_and_weather.nps_modified_csv(paths.home(), rows))
    parts = {
        "pymysql to CSV, alone": work("", "read", "pipeline", "nps", "nps"),
        "COPY alone": work("by_copy", "copy", "by_copy", "nps", file),
        "full refresh, plain": work("by_pipeline", "refresh", "pipeline", "nps", "by_pipeline", "nps"),
        "pages to CSV, alone": work("", "read", "fast", "nps", "nps"),
        "full refresh, fast": work("by_fast", "refresh", "fast", "nps", "by_fast", "nps"),
    }
    print(f"{rows:,} rows; seconds inside of the process\n")
    medians = report(take_turns(parts, options.times), rows)
    slower = max(medians["pymysql to CSV, alone"], medians["COPY alone"])
    print()
    bar("plain full refresh to the slower of its reading and COPY", medians["full refresh, plain"] / slower, 1.4)
    print(f"\n{rows:,} rows; seconds of the whole process, each tool in its own way of replacing a table\n")
    _against_peers(ground, options)


def _against_peers(ground: Ground, options) -> None:
    def ours(database: str) -> Callable[[], float]:
        def run() -> float:
            ground.ask(database, "VACUUM nps")
            return ground.client("refresh", "fast", "nps", database, "nps").seconds

        return run

    # Most tools drop the table and make another, without a key. Ours keeps the table with all that hangs on it,
    # and keeping up a key costs more than the rows. So it is also tried on a table like theirs.
    ground.warehouse_nps("by_fast_keyless")
    ground.ask("by_fast_keyless", "ALTER TABLE nps DROP CONSTRAINT nps_pkey")
    works: dict[str, Callable[[], float]] = {KEYED: ours("by_fast"), KEYLESS: ours("by_fast_keyless")}
    for peer in peers.found(options.peers):
        if peer.missing:
            print(f"{peer.name}: {peer.missing}")
            continue
        ground.new_database(f"by_{peer.name}")
        ends = peers.Ends(ground.ends("nps").source, ground.ends(f"by_{peer.name}").warehouse)
        command = peer.copy(ends, "nps", ground.folder)
        works[peer.title] = lambda command=command, env=peer.env: ground.run(command, env).seconds
    medians = report(take_turns(works, options.times), options.rows)
    print()
    for title, seconds in medians.items():
        name = title.partition(" ")[0]
        for way in (KEYED, KEYLESS):
            if name in ("dlt", "sling", "pgloader"):
                bar(f"{title} to {way}", seconds / medians[way], 1, at_most=False)
            elif name == "pandas":
                bar(f"{title} to {way}", seconds / medians[way], 10, at_most=False)
            elif name == "ingestr":
                print(f"no bar   {title} to {way}: {seconds / medians[way]:.2f} ×")
    for name in ("pipeline", "fast", "fast_keyless"):
        if ground.hash(f"by_{name}") != ground.hash("by_copy"):
            raise Failed(f"the table by {name} is not the table of the source")


def lost(ground: Ground, options) -> None:
    """What arrives of the awkward values."""
    losses.make(ground)
    found = {"ours, plain": losses.of_ours(ground, "pipeline"), "ours, fast": losses.of_ours(ground, "fast")}
    for peer in peers.found(options.peers):
        if peer.missing:
            print(f"{peer.name}: {peer.missing}")
        else:
            found[peer.title] = losses.of_peer(ground, peer)
    values = list(found["ours, fast"])
    rows = [(what, *(of_tool[what] or "kept" for of_tool in found.values())) for what in values]
    print(machine.table(["value", *found], rows))
    print()
    of_us = sum(bool(loss) for name in list(found)[:2] for loss in found[name].values())
    print(f"{'NOT MET' if of_us else 'met    '}  ours lose nothing: {of_us} of {2 * len(values)} values lost")
    if options.losses:
        losses.write(options.losses, found)
        print(f"written to {options.losses}")


def memory(ground: Ground, options) -> None:
    """The largest memory of client and store, 10 times as many rows against so many."""
    few, many = options.rows, 10 * options.rows
    for rows in (few, many):
        ground.source_nps(f"nps_{rows}", rows)
    rows, ratios = [], []
    for module in ("pipeline", "fast"):
        ground.warehouse_nps("by_memory")
        ground.client("refresh", module, f"nps_{few}", "by_memory", "nps")
        measured = []
        for number in (few, many):
            ground.ask("by_memory", "TRUNCATE nps")
            measured.append(ground.client("refresh", module, f"nps_{number}", "by_memory", "nps"))
            rows.append((module, f"{number:,}", f"{measured[-1].memory:.0f}", f"{measured[-1].store_memory:.0f}"))
        ratios.append((f"{module}, client", measured[1].memory / measured[0].memory))
        ratios.append((f"{module}, store", measured[1].store_memory / measured[0].store_memory))
    print(machine.table(["", "rows", "client, MB", "store, MB"], rows))
    print()
    for what, ratio in ratios:
        bar(f"memory of {what}", ratio, 1.1)


def merge(ground: Ground, options) -> None:
    """A day on which 1 % of the rows changed: lesson 08's merge, the notes' own way, and a full refresh."""
    rows = options.rows
    ground.source_nps("nps", rows)
    for name in ("before", "merge", "notes", "pipeline", "fast"):
        ground.warehouse_nps(f"by_{name}")
    ground.client("refresh", "fast", "nps", "by_before", "nps")
    with ground.source("nps") as connection, connection.cursor() as cursor:
        cursor.execute(f"UPDATE nps SET score = 10 - score, modified = '{DAY} 12:00:00' WHERE id % 100 = 0")
        print(f"{rows:,} rows, {cursor.rowcount:,} of them changed; seconds inside of the process\n")

    def day(name: str) -> Callable[[], float]:
        def run() -> float:
            _as_before(ground, name)
            return float(ground.client(name, "nps", f"by_{name}", DAY).printed)

        return run

    def full(module: str) -> Callable[[], float]:
        def run() -> float:
            _as_before(ground, module)
            return float(ground.client("refresh", module, "nps", f"by_{module}", "nps").printed)

        return run

    works = {
        "the day's merge": day("merge"),
        "the notes' way": day("notes"),
        "full refresh, plain": full("pipeline"),
        "full refresh, fast": full("fast"),
    }
    medians = report(take_turns(works, options.times), rows)
    print()
    for name in ("plain", "fast"):
        ratio = medians[f"full refresh, {name}"] / medians["the day's merge"]
        bar(f"full refresh, {name}, to the day's merge", ratio, 10, at_most=False)
    notes = medians["the notes' way"] / medians["the day's merge"]
    print(f"no bar   the notes' way to the day's merge: {notes:.2f} ×")
    hashes = {name: ground.hash(f"by_{name}") for name in ("merge", "notes", "pipeline", "fast")}
    alike = len(set(hashes.values())) == 1
    print(f"{'met    ' if alike else 'NOT MET'}  the same table: {' | '.join(sorted(set(hashes.values())))}")


def _as_before(ground: Ground, name: str) -> None:
    """Give the warehouse's nps the rows of the day before, as a table that was vacuumed and analyzed."""
    copy = ground.folder / "before.csv"
    if not copy.exists():
        with ground.warehouse("by_before").cursor() as cursor, copy.open("wb") as file:
            cursor.copy_expert("COPY nps TO STDOUT CSV", file)
    with ground.warehouse(f"by_{name}").cursor() as cursor, copy.open("rb") as file:
        cursor.execute("TRUNCATE nps")
        cursor.copy_expert("COPY nps FROM STDIN CSV", file)
        cursor.execute("VACUUM ANALYZE nps")


DEDUP = """
SELECT count(*)
FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq FROM stage) AS numbered
WHERE seq = 1
"""
SORT = "SELECT count(*) FROM (SELECT id, modified FROM stage ORDER BY id, modified DESC OFFSET 0) AS sorted"


def dedup(ground: Ground, options) -> None:
    """ROW_NUMBER's de-duplication of 10 times so many staged rows, half of them old, against a plain sort."""
    rows = 10 * options.rows
    ground.warehouse_nps("staged")
    ground.ask(
        "staged",
        f"""
        CREATE TABLE stage (LIKE nps INCLUDING DEFAULTS);
        INSERT INTO stage
        SELECT id, at, id % 11, at + version * INTERVAL '1 hour', false
        FROM (SELECT (n::bigint * 7919) % {rows // 2} AS id, n / {rows // 2} AS version,
                     timestamp '2025-01-01' + n % 31536000 * INTERVAL '1 second' AS at
              FROM generate_series(0, {rows - 1}) AS n) AS made;
        ANALYZE stage
        """,
    )
    counted = {}

    def work(name: str, sql: str) -> Callable[[], float]:
        def run() -> float:
            started = time.perf_counter()
            counted[name] = ground.ask("staged", sql)
            return time.perf_counter() - started

        return run

    works = {"plain sort": work("sort", SORT), "ROW_NUMBER, counted": work("dedup", DEDUP)}
    medians = report(take_turns(works, options.times), rows)
    print(f"\n{counted['dedup']:,} of {counted['sort']:,} rows are the newest of their id")
    bar("ROW_NUMBER to the plain sort", medians["ROW_NUMBER, counted"] / medians["plain sort"], 2)


PARTS = {"refresh": refresh, "losses": lost, "memory": memory, "merge": merge, "dedup": dedup}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=PARTS)
    parser.add_argument("--peers", type=lambda text: Path(text).resolve(), help="where peers.py put the tools")
    parser.add_argument("--rows", type=int, default=MILLION)
    parser.add_argument("--times", type=int, default=3, help="runs of each work that are counted")
    parser.add_argument("--losses", type=Path, help="a CSV file for the table of losses")
    options = parser.parse_args()
    print(machine.describe())
    for part in options.parts:
        print(f"\n{part}: {PARTS[part].__doc__}\n")
        with own_servers() as ground:
            PARTS[part](ground, options)


if __name__ == "__main__":
    main()
