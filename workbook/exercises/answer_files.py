"""The answers in lessons/*/answers/ that a check must accept (`right-ID-way`) or refuse (`wrong-ID-mistake`)."""

import ast
from dataclasses import dataclass
from pathlib import Path

from workbook.exercises import registry
from workbook.exercises.kinds import Exercise


@dataclass(frozen=True)
class AnswerFile:
    """One answer, and the exercise that it is for."""

    path: Path
    exercise: Exercise

    @property
    def kind(self) -> str:
        """ "right" or "wrong", from the name."""
        return self.path.name.partition("-")[0]

    @property
    def expects(self) -> str:
        """The words of the verdict that the first line of a wrong answer names; "" for none."""
        return self.path.read_text(encoding="utf-8").split("\n", 1)[0].partition("expects:")[2].strip()

    @property
    def answer(self) -> object:
        """The answer as its exercise takes it: a text as it is in the file, or a predicted dict."""
        text = self.path.read_bytes().decode()
        return ast.literal_eval(text) if self.exercise.kind == "predict" else text


def of_lesson(name: str) -> list[AnswerFile]:
    """The answer files of a lesson, by name. Raises ValueError for one that belongs to no exercise."""
    lesson = registry.load(name)
    found = []
    for path in sorted((lesson.folder / "answers").iterdir()):
        if not (id := registry.exercise_of(path.name, lesson.exercises)):
            raise ValueError(f"{name}/answers/{path.name}: no exercise of the lesson has this id")
        found.append(AnswerFile(path, lesson.exercises[id]))
    return found
