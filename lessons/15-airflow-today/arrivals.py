"""Lesson 15, when-it-arrives: which runs the scheduler creates when loads have ended, and what they leave."""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from workbook.checking.compare import compare
from workbook.engines.airflow.runner import DagRun, RunFailed
from workbook.exercises import DagScenario, Fault, Rule, Table

AMOUNTS = {"id": "INT", "day": "DATE", "amount": "NUMERIC(8, 2)"}
REVENUE = {"day": "DATE", "revenue": "NUMERIC(10, 2)"}
SUMMARY, LOADS = "revenue", ("load_orders", "load_refunds")
EARLIER, LAST, FIRST, SECOND, THIRD = (dt.date(2025, 2, 27) + dt.timedelta(days=n) for n in range(5))
AROUND = dt.timedelta(days=40)  # of the first day: where the schedules are looked at, months' ends included
CORRECTED = Decimal("1.50")  # what production adds to each order of the second day, afterwards
WHICH_TASK = (
    "Which task's end says that the table is complete? An event is made when a task with outlets succeeds."
)
BOTH = "A list, or `a & b`, waits for all of them since the last run; `a | b` for any."


def rows(first_id: int, *amounts: tuple[dt.date, str]) -> list[tuple]:
    return [(first_id + n, day, Decimal(amount)) for n, (day, amount) in enumerate(amounts)]


# The earliest day has no refund.
ORDERS = rows(1, (LAST, "8.00"), (FIRST, "40.00"), (FIRST, "2.50"), (SECOND, "7.00"), (THIRD, "30.00"))
ORDERS += rows(50, (EARLIER, "3.75"))
ORDERS += rows(100, *((THIRD, f"{n % 50}.25") for n in range(2_600)))
# And years of days before, more than an answer could list or limit.
ORDERS += rows(10_000, *((EARLIER - dt.timedelta(days=n), "1.25") for n in range(1, 1_101)))
REFUNDS = rows(1, (LAST, "0.50"), (FIRST, "2.50"), (SECOND, "9.00"), (THIRD, "10.25"), (THIRD, "0.25"))
REFUNDS += rows(100, *((THIRD, f"{n % 7}.50") for n in range(2_600)))


def scenario() -> DagScenario:
    """Three days to load, and two that are loaded and summed up."""
    done = {"orders": ORDERS, "refunds": REFUNDS}
    tables = [
        table
        for name, shop in done.items()
        for table in (
            Table(f"shop_{name}", AMOUNTS, shop),
            Table(f"{name}_stage", AMOUNTS),
            Table(name, AMOUNTS, [row for row in shop if row[1] <= LAST]),
        )
    ]
    summed = Table("daily_revenue", REVENUE, revenue(LAST))
    return DagScenario("the exercise's rows", [*tables, summed])


def revenue(last: dt.date, corrected: bool = False) -> list[tuple]:
    """daily_revenue when the days up to `last` are loaded and summed up."""
    found: dict[dt.date, Decimal] = {}
    for sign, shop in ((1, ORDERS), (-1, REFUNDS)):
        for _, day, amount in shop:
            corrects = corrected and day == SECOND and shop is ORDERS
            found[day] = found.get(day, Decimal()) + sign * (amount + CORRECTED * corrects)
    return [(day, amount) for day, amount in found.items() if day <= last]


@dataclass
class _Nights:
    """The loads of some nights, one after the other, and what the scheduler makes of them."""

    run: DagRun
    told: list[str] = field(default_factory=list)
    had: int = 0  # runs of the summary that have ended

    def loads(self, dag: str, day: dt.date, fail_at: int = 0) -> int:
        """Run a load, and return how many new runs of the summary the scheduler creates. Raises RunFailed."""
        error = self.run.runner.days(replace(self.run, dag=dag), [str(day)], fail_at)
        if error and not fail_at:
            raise error
        new = len(self.run.runner.call("arrivals.created", dag=SUMMARY)) - self.had
        ended = "fails" if error else "ends"
        self.told.append(f"{dag} for {day} {ended}: {new or 'no'} new run{'s' * (new > 1)} of {SUMMARY}")
        return new

    def sums_up(self, wanted: list[tuple]) -> list[Fault]:
        """Let the summary's new run go on to its end; what is wrong with it, or with the table afterwards."""
        self.had += 1
        self.run.runner.call("stepping.go_on", dag=SUMMARY)
        found = self.run.runner.call("timetables.runs", dag=SUMMARY)
        if [each["state"] for each in found] != ["success"] * self.had:
            ds = "A run that assets start has no logical date, so `ds` is not defined in it."
            return [self.fault(f"then {SUMMARY} runs, and fails.", ds)]
        held = self.run.query(f"SELECT {', '.join(REVENUE)} FROM daily_revenue")
        difference = compare(tuple(REVENUE), wanted, held)
        if difference:
            says = f"then {SUMMARY} runs, and daily_revenue is wrong: {difference}."
            return [replace(self.fault(says), evidence=(*self.told, difference.table()))]
        return []

    def fault(self, says: str, symptom: str = "") -> Fault:
        return Fault(says, tuple(self.told), symptom)


@dataclass(frozen=True)
class Arrives(Rule):
    """The summary runs once both tables have been loaded since its last run; never by the clock."""

    name = "arrival"
    passed = "revenue runs once both tables have been loaded, never by the clock, and sums up what has arrived"
    needs_same_process = True

    def faults(self, run: DagRun) -> list[Fault]:
        """The first run that comes too early, too late or not at all, or leaves other rows."""
        try:
            return self._by_the_clock(run) or self._by_arrival(run)
        except RunFailed as error:
            return [Fault(str(error))]

    def _by_the_clock(self, run: DagRun) -> list[Fault]:
        midnight = dt.datetime.combine(FIRST, dt.time())
        planned = {dag: run.runner.planned(dag, midnight - AROUND, midnight + AROUND) for dag in (*LOADS, SUMMARY)}
        if planned[SUMMARY]:
            fires = planned[SUMMARY][0]["fires"][:16]
            return [
                Fault(f"{SUMMARY} runs by the clock, at {fires} for example, whatever has been loaded by then.")
            ]
        days = [str((midnight + dt.timedelta(days=n)).date()) for n in range(-AROUND.days, AROUND.days + 1)]
        for dag in LOADS:
            if [each["ds"] for each in planned[dag]] != days:
                return [Fault(f"{dag} should run for each day, as it did: leave its schedule as it was.")]
        return []

    def _by_arrival(self, run: DagRun) -> list[Fault]:
        run.runner.call("arrivals.begin", dags=[*LOADS, SUMMARY])
        _Nights(run).loads("load_refunds", FIRST)
        last_statement = len(run.statements)
        run.runner.call("arrivals.begin", dags=[*LOADS, SUMMARY])  # and nothing has arrived
        nights = _Nights(run)
        if nights.loads("load_orders", FIRST):
            return [nights.fault(f"{SUMMARY} runs when only `orders` has arrived.", BOTH)]
        for statement in (1, last_statement):
            if nights.loads("load_refunds", FIRST, fail_at=statement):
                return [nights.fault(f"{SUMMARY} runs although the load of `refunds` has failed.", WHICH_TASK)]
        found = self._arrives(nights, "load_refunds", FIRST, revenue(FIRST))
        if found:
            return found
        if nights.loads("load_refunds", SECOND):
            return [nights.fault(f"{SUMMARY} runs when only `refunds` has arrived.", BOTH)]
        found = self._arrives(nights, "load_orders", SECOND, revenue(SECOND))
        if found:
            return found
        run.query(f"UPDATE shop_orders SET amount = amount + {CORRECTED} WHERE day = '{SECOND}' RETURNING id")
        for day in (SECOND, THIRD):
            if nights.loads("load_orders", day):
                return [nights.fault(f"{SUMMARY} runs before `refunds` has arrived again.", BOTH)]
        return self._arrives(nights, "load_refunds", THIRD, revenue(THIRD, corrected=True))

    def _arrives(self, nights: _Nights, dag: str, day: dt.date, wanted: list[tuple]) -> list[Fault]:
        """What is wrong after the load that completes the two."""
        new = nights.loads(dag, day)
        if new == 1:
            return nights.sums_up(wanted)
        if new:
            return [nights.fault(f"{SUMMARY} should run once now, and has {new} new runs.")]
        names = "Do both loads and the schedule name the same assets, letter for letter?"
        return [nights.fault(f"both tables have arrived, and {SUMMARY} does not run.", names)]
