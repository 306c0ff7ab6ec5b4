"""Points for a part: what each rule that an answer keeps is worth. Off unless a teacher asks for it."""

from collections.abc import Mapping

from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import PredictExercise
from workbook.grading.records import Result

HANDED_OUT = "handed out"  # the share of an answer that is right on the rows handed out, and not on others

Shares = Mapping[str, Mapping[str, float]]  # exercise -> rule -> share of its points, 0 to 1


def given(value: object, where: str) -> Shares:
    """The key partial_credit of class.toml: exercise -> rule -> share. Raises WorkbookError."""
    if not isinstance(value, Mapping) or not all(isinstance(rules, Mapping) for rules in value.values()):
        raise WorkbookError(f"{where}: write it as [partial_credit.latest-per-day] and below it rows = 0.5.")
    return {exercise: _shares(exercise, rules, f"{where}.{exercise}") for exercise, rules in value.items()}


def _shares(exercise: str, rules: Mapping[str, object], where: str) -> dict[str, float]:
    try:
        _, found = registry.find(exercise)
    except WorkbookError as error:
        raise WorkbookError(f"{where}: {error}") from None
    known = [] if isinstance(found, PredictExercise) else list(dict.fromkeys(rule.name for rule in found.rules))
    shares: dict[str, float] = {}
    for rule, share in rules.items():
        if known and rule not in (*known, HANDED_OUT):
            raise WorkbookError(
                f"{where}: it has no rule {rule!r}. Its rules are: {', '.join([*known, HANDED_OUT])}."
            )
        if not isinstance(share, int | float) or isinstance(share, bool) or not 0 < share < 1:
            raise WorkbookError(
                f"{where}: {rule} = {share!r} is no share: write a number between 0 and 1, such as 0.5."
            )
        shares[rule] = float(share)
    if sum(share for rule, share in shares.items() if rule != HANDED_OUT) > 1.000001:
        raise WorkbookError(f"{where}: the shares of the rules are more than 1 together.")
    return shares


def of(result: Result, shares: Shares) -> tuple[float, str]:
    """The points for the parts of a refused answer, and in words for which; 0 and "" where it gets none.

    A rule that is kept on the rows handed out and broken on other data is broken. Where the answer is wrong on
    hidden rows, nobody can tell which rules it keeps there: it gets the share of HANDED_OUT alone.
    """
    own = shares.get(result.exercise, {})
    if result.verdict != "refused" or not own:
        return 0.0, ""
    if result.hidden:
        kept = [HANDED_OUT] if HANDED_OUT in own else []
    else:
        broken = {str(line["rule"]).removeprefix("other data, ") for line in result.lines if not line["ok"]}
        right = {line["rule"] for line in result.lines if line["ok"]}
        kept = [rule for rule in own if rule in right and rule not in broken and "other data" not in broken]
    points = round(result.max_points * sum(own[rule] for rule in kept), 6)
    named = ", ".join(f"{rule} {result.max_points * own[rule]:g}" for rule in kept)
    return points, f"Points for a part: {named}." if kept else ""
