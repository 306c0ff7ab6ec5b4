"""The oracle of `daily-nps`, and the mistakes that are known by name: the rows that each of them gives."""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from workbook.checking.compare import AnyOf
from workbook.checking.rules.result_rows import Mistake, Oracle, Symptom
from workbook.exercises import Fixture

SKIP = object()  # in the place of a day's value: the day is left out
Of = Callable[[list[int]], object]  # a day's scores -> its value
MIDNIGHT = dt.time()


def rounded(value: Fraction | int, digits: int = 2, how: str = ROUND_HALF_UP) -> Decimal:
    """The value to `digits` after the point. ROUND_HALF_UP of `decimal` is half away from zero, as numeric's."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-digits), how)


def promoters(scores: Iterable[int], least: int = 9) -> int:
    return sum(score >= least for score in scores)


def detractors(scores: Iterable[int], most: int = 6, least: int = 0) -> int:
    return sum(least <= score <= most for score in scores)


def net(scores: list[int]) -> int:
    return promoters(scores) - detractors(scores)


def share(scores: list[int]) -> Fraction:
    """The NPS before it is rounded."""
    return Fraction(100 * net(scores), len(scores))


def days(fixture: Fixture, shift: dt.timedelta = dt.timedelta()) -> dict[dt.date, list[int]]:
    """The scores of each day; `shift` as for a clock elsewhere."""
    found = defaultdict(list)
    for row in fixture.rows("nps"):
        found[(row.created_at + shift).date()].append(row.score)
    return found


def either(day: dt.date, value: object) -> AnyOf:
    """The row with the day as a date, or as its midnight."""
    return AnyOf([(day, value), (dt.datetime.combine(day, MIDNIGHT), value)])


def per_day(value: Of, shift: dt.timedelta = dt.timedelta()) -> Oracle:
    def rows(fixture: Fixture) -> list[AnyOf]:
        found = ((day, value(scores)) for day, scores in days(fixture, shift).items())
        return [either(day, each) for day, each in found if each is not SKIP]

    return rows


def nps(scores: list[int]) -> Decimal:
    return rounded(share(scores))


daily_nps = per_day(nps)

# --- the mistakes


def with_empty_days(value: object) -> Oracle:
    """As daily_nps, and each day between the first and the last that has no answer, with `value`."""

    def rows(fixture: Fixture) -> list[AnyOf]:
        there = days(fixture)
        first, last = min(there, default=dt.date.min), max(there, default=dt.date.min)
        every = [first + dt.timedelta(n) for n in range((last - first).days + 1)] if there else []
        return [either(day, nps(there[day]) if day in there else value) for day in every]

    return rows


def within(last: dt.timedelta) -> Oracle:
    """Of each day the answers from its midnight until `last` after it, that moment included: as BETWEEN has it."""

    def rows(fixture: Fixture) -> list[AnyOf]:
        there = days(fixture)
        found = defaultdict(list)
        for row in fixture.rows("nps"):
            own = row.created_at.date()
            for day in (own - dt.timedelta(1), own):
                if day in there and row.created_at <= dt.datetime.combine(day, MIDNIGHT) + last:
                    found[day].append(row.score)
        return [either(day, nps(scores)) for day, scores in found.items()]

    return rows


def by_distinct_times(fixture: Fixture) -> list[AnyOf]:
    """As daily_nps, but divided by count(DISTINCT created_at)."""
    times = Counter(time.date() for time in {row.created_at for row in fixture.rows("nps")})
    return [either(day, rounded(Fraction(100 * net(s), times[day]))) for day, s in days(fixture).items()]


def whole(fraction: Fraction) -> int:
    """As integers are divided in SQL: what stands behind the point is cut."""
    return int(fraction)


def of_parts(scores: list[int], part: Callable[[Fraction], object]) -> object:
    """Each of the two shares on its own, then their difference."""
    count = len(scores)
    return part(Fraction(100 * promoters(scores), count)) - part(Fraction(100 * detractors(scores), count))


def opinionated(instead: object) -> Of:
    """NPS divided by promoters plus detractors; `instead` on a day that has neither."""

    def value(scores: list[int]) -> object:
        some = promoters(scores) + detractors(scores)
        return rounded(Fraction(100 * net(scores), some)) if some else instead

    return value


def bounds(least_promoter: int, most_detractor: int, least_detractor: int = 0) -> Of:
    def value(scores: list[int]) -> Decimal:
        found = promoters(scores, least_promoter) - detractors(scores, most_detractor, least_detractor)
        return rounded(Fraction(100 * found, len(scores)))

    return value


def unless_passive(value: Of, instead: object) -> Of:
    """`value`, but `instead` on a day that has passives alone."""
    return lambda scores: value(scores) if promoters(scores) + detractors(scores) else instead


BOTH_NEEDED = (
    "You divided by promoters plus detractors. The passives count too: divide by all answers of the day, count(*)."
)
PASSIVE_NULL = (
    "A day with only passives gives NULL. A CASE without ELSE gives NULL for 7 and 8, and the sum of NULLs is"
    " NULL: write ELSE 0."
)
KIND_GONE = (
    "Days without a promoter, or without a detractor, are missing: an inner join of the two drops them. LEFT"
    " JOIN keeps them, and coalesce turns what is missing into 0; a CASE in one SELECT needs no join."
)
PASSIVE_GONE = (
    "Days with only passives are missing. A WHERE, or an inner join of promoters and detractors, drops them;"
    " their NPS is 0."
)
INTEGERS = (
    "You divided integers, and SQL drops the fraction: 1 / 3 is 0. Make one of them numeric before you divide,"
    " for example by a factor 100.0."
)
NOT_HALF_AWAY = " round() of a numeric rounds half away from zero: 3.125 gives 3.13, and -3.125 gives -3.13."

MISTAKES = (
    *(Mistake(BOTH_NEEDED, per_day(opinionated(instead))) for instead in (None, Decimal(0), SKIP)),
    Mistake(PASSIVE_NULL, per_day(unless_passive(nps, None))),
    Mistake(PASSIVE_GONE, per_day(unless_passive(nps, SKIP))),
    Mistake(KIND_GONE, per_day(lambda scores: nps(scores) if promoters(scores) and detractors(scores) else SKIP)),
    Mistake(INTEGERS, per_day(lambda scores: whole(share(scores)))),
    Mistake(INTEGERS, per_day(unless_passive(lambda scores: whole(share(scores)), None))),
    Mistake(INTEGERS, per_day(lambda scores: 100 * whole(share(scores) / 100))),
    Mistake(INTEGERS, per_day(lambda scores: of_parts(scores, whole))),
    Mistake(
        "An 8 counts as a promoter. Promoters give 9 or 10, passives 7 or 8.",
        per_day(bounds(8, 6)),
    ),
    Mistake("A 9 does not count as a promoter: 9 and 10 both do.", per_day(bounds(10, 6))),
    Mistake("A 6 does not count as a detractor: 0 to 6 all do.", per_day(bounds(9, 5))),
    Mistake("A 7 counts as a detractor. Passives give 7 or 8, detractors 0 to 6.", per_day(bounds(9, 7))),
    Mistake("A 0 does not count as a detractor: 0 to 6 all do.", per_day(bounds(9, 6, 1))),
    Mistake(
        "The passives, 7 and 8, count as detractors. They should count only among all answers.",
        per_day(bounds(9, 8)),
    ),
    Mistake("The passives, 7 and 8, count as promoters.", per_day(bounds(7, 6))),
    Mistake("It is not multiplied by 100.", per_day(lambda scores: rounded(share(scores) / 100))),
    Mistake("It is not multiplied by 100, and not rounded.", per_day(lambda s: rounded(share(s) / 100, 20))),
    Mistake("It is not rounded to two digits.", per_day(lambda s: rounded(share(s), 20))),
    Mistake(
        "It is rounded to whole numbers, not to two digits: multiply by 100 first, and round last.",
        per_day(lambda scores: rounded(share(scores), 0)),
    ),
    Mistake("It is rounded to one digit, not to two.", per_day(lambda s: rounded(share(s), 1))),
    Mistake(
        "You rounded the promoters' share and the detractors' share, and subtracted after that: round once, last.",
        per_day(lambda scores: of_parts(scores, rounded)),
    ),
    Mistake(
        "Digits are cut off, not rounded: trunc() cuts, round() rounds." + NOT_HALF_AWAY,
        per_day(lambda scores: rounded(share(scores), 2, ROUND_DOWN)),
    ),
    Mistake(
        "A half is rounded to the even digit, as round() does with double precision and Python's round() does."
        + NOT_HALF_AWAY,
        per_day(lambda scores: rounded(share(scores), 2, ROUND_HALF_EVEN)),
    ),
    Mistake(
        "A half is rounded up, even below zero." + NOT_HALF_AWAY,
        per_day(lambda scores: rounded(Fraction(math.floor(100 * share(scores) + Fraction(1, 2)), 100))),
    ),
    Mistake(
        "That is the share of the promoters: subtract the share of the detractors.",
        per_day(lambda scores: rounded(Fraction(100 * promoters(scores), len(scores)))),
    ),
    Mistake("The sign is wrong: promoters minus detractors.", per_day(lambda scores: -nps(scores))),
    Mistake("That is promoters minus detractors: multiply by 100 and divide by all answers.", per_day(net)),
    Mistake("You divided by the number of different times: count every answer, count(*).", by_distinct_times),
    Mistake("That is not divided by the number of all answers.", per_day(lambda scores: 100 * net(scores))),
    Mistake(
        "It is 0 on every day. count(…) counts everything that is not NULL, even 0 and false: use sum(CASE …)"
        " or count(*) FILTER (WHERE …).",
        per_day(lambda scores: 0),
    ),
    Mistake("That is the mean score.", per_day(lambda scores: rounded(Fraction(sum(scores), len(scores))))),
    *(
        Mistake("Days without answers have a row: return only days with answers.", with_empty_days(value))
        for value in (None, Decimal(0))
    ),
    Mistake(
        "An answer at midnight is counted on two days: BETWEEN includes both ends. A day is created_at::date, or"
        " from its midnight (>=) to the next one (<).",
        within(dt.timedelta(days=1)),
    ),
    Mistake(
        "An answer in the last second of a day is lost: 23:59:59 is not the end of a day. Use created_at::date,"
        " or from midnight (>=) to the next one (<).",
        within(dt.timedelta(seconds=86_399)),
    ),
    *(
        Mistake(
            "The days are those of another time zone. Use the day of created_at as it is stored.",
            per_day(nps, dt.timedelta(hours=hours)),
        )
        for hours in (9, -9, -8, -7)
    ),
)


# --- what a wrong answer shows otherwise


def is_text(place: int) -> Callable[[Fixture, Sequence[tuple]], bool]:
    return lambda fixture, got: any(isinstance(row[place], str) for row in got)


def as_days(got: Sequence[tuple]) -> list:
    return [row[0].date() if isinstance(row[0], dt.datetime) else row[0] for row in got]


def not_days(got: Sequence[tuple]) -> bool:
    return any(type(day) is not dt.date for day in as_days(got))


def twice(fixture: Fixture, got: Sequence[tuple]) -> bool:
    return len(set(as_days(got))) < len(got)


def nearly(fixture: Fixture, got: Sequence[tuple]) -> bool:
    """Whether the numbers are right but for how they are rounded."""
    scores = days(fixture)
    return all(
        abs(share(scores[day]) - Fraction(row[1])) < Fraction(1, 90)
        for day, row in zip(as_days(got), got, strict=True)
    )


NULL_ON_A_DAY = (
    "`nps` is NULL on a day that has answers: a sum of no rows, a CASE without ELSE, or a LEFT JOIN that finds"
    " nothing gives NULL."
)
SYMPTOMS = (
    Symptom(
        "`day` is text: return a date, such as created_at::date, or its midnight, as date_trunc does.", is_text(0)
    ),
    Symptom("`nps` is text: return a number, as round() does.", is_text(1)),
    Symptom(
        "`day` has a time of day: return the date, or its midnight.",
        lambda fixture, got: any(isinstance(r[0], dt.datetime) and r[0].time() != MIDNIGHT for r in got),
    ),
    Symptom("A row has no `day`: it is NULL.", lambda fixture, got: any(row[0] is None for row in got)),
    Symptom("`day` is neither a date nor its midnight.", lambda f, got: not_days(got)),
    Symptom("A day has more than one row: group by the day alone.", twice),
    Symptom("A day with answers is missing.", lambda fixture, got: not set(days(fixture)) <= set(as_days(got))),
    Symptom("A day without answers has a row.", lambda fixture, got: not set(as_days(got)) <= set(days(fixture))),
    Symptom(NULL_ON_A_DAY, lambda fixture, got: any(row[1] is None for row in got)),
    Symptom("The numbers are right except for the rounding: to 2 decimal places, a half away from zero.", nearly),
    Symptom(
        "The days are right, but a number is not: (promoters - detractors) * 100 / all answers of the day.",
        lambda fixture, got: True,
    ),
)
