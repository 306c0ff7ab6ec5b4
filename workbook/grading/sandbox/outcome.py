"""What became of an answer in a process of the sandbox, read from what that process sent: it may be anything."""

from dataclasses import dataclass, field

from workbook.checking import not_judged
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Line, Verdict
from workbook.grading.sandbox import json_channel


@dataclass
class Ran:
    """What became of an answer.

    `verdict` is None where there is none, and `ended` says why, in one sentence ("" otherwise), or `failed`, where
    that is no fault of the answer; it may be after all if the check `lost` a session, which an answer can end.
    `value` is what `evaluate` was asked for. `remarks` are sentences about cells
    that were left out; `raised` are the errors of cells, by number.
    """

    verdict: Verdict | None = None
    value: object = None
    ended: str = ""
    failed: str = ""
    lost: bool = False
    remarks: list[str] = field(default_factory=list)
    raised: dict[int, str] = field(default_factory=dict)


MOST = 20  # errors of cells that are kept


def left_out(number: int, deadly: dict[int, str]) -> str:
    """A sentence on a cell that ended its process, or its time."""
    return f"cell {number} {deadly[number]}; it was left out."


def failed(message: dict, exercise: str) -> str:
    """Why there is no verdict, where the process met an error that is not the answer's; its traceback is kept."""
    if message.get("says"):
        return str(message["says"])[:300]
    place = not_judged.keep(str(message.get("traceback", "")), exercise)
    return not_judged.fault_of_ours(str(message["failed"])[:60], place)


def raised(message: dict) -> dict[int, str]:
    """The errors of cells, by number. Raises TypeError or ValueError for what are none."""
    return {int(number): str(text)[:200] for number, text in message.get("raised", [])[:MOST]}


def sentences(errors: dict[int, str]) -> list[str]:
    """What those errors were, for a learner."""
    return [f"cell {number} raised {text}." for number, text in errors.items()]


def verdict(exercise: str, message: dict) -> Verdict:
    """The verdict that a process sent. Raises TypeError, KeyError or wire.Unsendable for what is none."""

    def piece(evidence: str | dict) -> Rows | str:
        if isinstance(evidence, str):
            return evidence
        return Rows(
            list(map(str, evidence["columns"])), json_channel.decode(evidence["rows"]), str(evidence["note"])
        )

    return Verdict(
        exercise,
        [
            Line(
                line["ok"] is True,
                str(line["rule"]),
                str(line["text"]),
                tuple(map(piece, line["evidence"])),
                str(line.get("mistake", "")),
            )
            for line in message["verdict"]
        ],
    )
