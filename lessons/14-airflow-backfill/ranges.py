"""Lesson 14, range-ends: the runs that each backfill makes.

The check computes them; tests/engines/airflow/test_lesson_14.py runs the commands on a real Airflow, and holds
this to what they make.
"""

import datetime as dt

DAY = dt.timedelta(days=1)
DAG = "answers"
DONE = ("2025-03-03", "2025-03-06")  # the runs that "again" finds, both included
# What stands behind `airflow backfill create --dag-id answers`.
COMMANDS = {
    "three": "--from-date 2025-03-05 --to-date 2025-03-07",
    "one": "--from-date 2025-03-05 --to-date 2025-03-05",
    "turned": "--from-date 2025-03-07 --to-date 2025-03-05",
    "backwards": "--from-date 2025-03-05 --to-date 2025-03-07 --run-backwards",
    "early": "--from-date 2025-02-27 --to-date 2025-03-01",
    "noon": "--from-date 2025-03-05T12:00 --to-date 2025-03-07T12:00",
    "again": "--from-date 2025-03-05 --to-date 2025-03-07",
    "february": "--from-date 2025-02-01 --to-date 2025-02-28",
}
WHY = {
    "three": "Both ends belong to the range.",
    "one": "Both ends belong to the range, so a range from a day to itself is that day.",
    "turned": "It is refused: `from_date must not be after to_date`. To start with the newest day, use"
    " --run-backwards.",
    "backwards": "The same days as forwards, the newest first. --from-date is still the older one.",
    "early": "A backfill does not look at the DAG's start_date.",
    "noon": "A run belongs to the range if its logical date, a midnight, is not before --from-date and not after"
    " --to-date. The midnight of 5 March is before the range, that of 7 March is in it.",
    "again": "Days that have a run are left out unless --reprocess-behavior is given.",
}


def runs(command: str) -> list[str]:
    """The `ds` of the runs that a command makes of a daily DAG without runs, in their order."""
    words = command.split()
    first, last = (dt.datetime.fromisoformat(words[words.index(end) + 1]) for end in ("--from-date", "--to-date"))
    midnight = dt.datetime.combine(first.date(), dt.time())
    days = []
    while midnight <= last:
        if midnight >= first:
            days.append(midnight.date().isoformat())
        midnight += DAY
    return days[::-1] if "--run-backwards" in words else days


def experiment(_context: object) -> dict[str, object]:
    """The right prediction: the rule is Airflow's, and needs no run here."""
    made = {key: runs(command) for key, command in COMMANDS.items()}
    made["again"] = [day for day in made["again"] if not DONE[0] <= day <= DONE[1]]
    return {**made, "february": made["february"][-1]}


def truth(found: dict[str, object]) -> dict[str, object]:
    """The right prediction."""
    return found


def evidence(found: dict[str, object], key: str, guess: object) -> str:
    """What the command of one key creates, and why."""
    if key == "february":
        return _february(guess)
    made = ", ".join(found[key]) or "no run"
    return f"It creates: {made}. {WHY[key]}"


def _february(guess: object) -> str:
    try:
        days = runs(f"--from-date 2025-02-01 --to-date {guess}")
    except (ValueError, IndexError):
        return 'Write a date, such as "2025-02-15".'
    made = f"from {days[0]} to {days[-1]}" if days else "none"
    return f"With this date the runs are: {made}. Both ends belong to the range, and February 2025 has 28 days."
