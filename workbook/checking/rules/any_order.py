"""The rule "any order": days that are run shuffled, one of them twice, leave the same table as run in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from workbook.checking.compare import compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.limits import CallResult
from workbook.errors import described
from workbook.exercises.fixtures import Scenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault


@dataclass(frozen=True)
class AnyOrder(Rule):
    """Runs of `days`, in other orders and one of them twice, leave in `table` what they leave in order.

    `days` are scenarios in order; the function is called with the arguments of each in turn, beginning on the
    tables of the first. `label` is the place of the argument that says which day a scenario is. Tried once, after
    the first of `days`, which is one of the exercise's own scenarios. `columns` are those that count.
    """

    table: str
    columns: tuple[str, ...]
    days: Sequence[Scenario]
    label: int = 0
    orders: int = 3
    seed: int = 9

    name = "any order"
    passed = "the days in any order, one of them twice, leave the same table"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first order that leaves other rows, or that the function stops in."""
        if run.fixture is not self.days[0]:
            return []
        in_order, fault = self._left_by(run, self.days)
        for order in () if fault else self._shuffled():
            rows, fault = self._left_by(run, order)
            if fault:
                break
            difference = compare(self.columns, in_order, rows)
            if difference:
                says = (
                    f"{self.table} depends on the order in which the days are run: {difference}.\n"
                    f"in order: {self._named(self.days)}\n"
                    f"the rows below differ after: {self._named(order)}"
                )
                fault = Fault(says, (difference.table(),))
                break
        return [fault] if fault else []

    def _shuffled(self) -> list[list[Scenario]]:
        """The reverse order, then others by chance; in each, one day comes a second time."""
        rng = Random(self.seed)
        found = []
        for number in range(self.orders):
            order = list(self.days[::-1])
            if number:
                # Not Random.shuffle: only random() gives the same on each version of Python.
                order.sort(key=lambda _: rng.random())
            found.append([*order, order[int(rng.random() * (len(order) - 1))]])
        return found

    def _left_by(self, run: FunctionRun, order: Sequence[Scenario]) -> tuple[list[tuple], Fault | None]:
        """The rows that the days leave in `table`, on fresh tables; or the fault of a call that stops."""
        runner = run.runner
        first = Scenario(order[0].name, self.days[0].warehouse, self.days[0].source, arguments=order[0].arguments)
        tried = runner.run(run.function, first, self.table, StatementHook(fail_at=NEVER))
        calls: list[CallResult] = [tried.called]
        for scenario in order[1:]:
            if calls[-1].error is not None or calls[-1].timed_out:
                break
            calls.append(runner.call(run.function, scenario, StatementHook(fail_at=NEVER)).called)
        if calls[-1].error is not None or calls[-1].timed_out:
            ended = described(calls[-1].error) if calls[-1].error else "it does not return"
            says = f"run in this order, the last of these days stops: {self._named(order[: len(calls)])}\n{ended}"
            return [], Fault(says)
        return tried.query(f"SELECT {', '.join(self.columns)} FROM {self.table}"), None

    def _named(self, order: Sequence[Scenario]) -> str:
        return ", ".join(str(scenario.written_arguments[self.label]) for scenario in order)
