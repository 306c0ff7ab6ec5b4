# .done is a tuple; `done` can be given by its name alone
import datetime as dt


def backfill(run, start, end, *, done=()):
    left = [dt.date.fromordinal(n) for n in range(start.toordinal(), end.toordinal())]
    left = [day for day in left if day not in done]
    for number, day in enumerate(left):
        try:
            run(day)
        except BaseException as error:
            problem = ValueError(str(day))
            problem.done = (*done, *left[:number])
            raise problem from error
    return left
