"""The hand-out for a class: some lessons and all that runs them, without an answer, as a folder or a ZIP file.

It is a smaller workbook: `make lab` there sets everything up and copies the notebooks to my/, as it does here.
The checks go along, since they tell a learner at once what is wrong; what they compare with is computed, and no
answer. Left out: the solutions and the answers to try a check with, the authors' texts, which hold solutions, and
the tests; the build, which makes exercises from solutions; and grading, which makes the data that nobody should
have seen. A file of a lesson goes along if something that goes along loads it.
"""

import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from workbook import build, paths
from workbook.build.files import lessons, shown
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import FileExercise
from workbook.notebook import learner_copies

FILES = (
    ".gitignore", "LICENSE", "Makefile", "README.md", "environment.yml", "postBuild", "pyproject.toml",
    "requirements-classroom.txt", "requirements-uv.txt", "requirements.txt", "tools/bootstrap.py",
)  # fmt: skip
FITTED = ("Makefile", "README.md")
# Of the package.
NOT_FOR_LEARNERS = {"build", "checking/mutants", "classroom", "exercises/answer_files.py", "grading"}
AUTHORS = re.compile(r"(?:walkthrough.*|exercises)\.md")  # of a lesson's folder


class System(NamedTuple):
    """Another system, which answers of one kind need: it goes along where a lesson has such answers.

    Its lock, its part of the package, and its folder ("" for none); `asks` finds the lines on how to use it.
    """

    answers: str
    lock: str
    room: str
    folder: str
    asks: re.Pattern[str]


# By the kind of the exercises.
SYSTEMS = {
    "dag": System(
        "DAG files", "requirements-airflow.txt", "engines/airflow", "dags",
        re.compile(r"make airflow|bootstrap\.py airflow|workbook airflow\b"),
    ),
    "dbt": System(
        "dbt files", "requirements-dbt.txt", "engines/dbt", "dbt_project",
        re.compile(r"make dbt|bootstrap\.py dbt|workbook dbt\b"),
    ),
    "spark": System(
        "functions for Spark", "requirements-spark.txt", "engines/spark", "",
        re.compile(r"make spark|bootstrap\.py spark|workbook spark\b"),
    ),
}  # fmt: skip
# Said at hand-out, to the class and to its teacher, so that nobody is surprised by a grade without points.
BY_HAND = "Points for {answers} ({ids}) are given by hand: grading runs none."
PICTURES = {".png"}
ENTRANCES = {"checks.py", "figures.py"}  # of a lesson's folder: what `lesson`, `check` and `figure` load
LOADED = re.compile(r"""load_module\(\s*\\?["']([\w-]+)\\?["'],\s*\\?["'](\w+)\\?["']""")  # in notebooks: \"

TOP = "elt-workbook"  # the folder in a ZIP file
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same lessons make the same ZIP file
LINK = re.compile(r"\]\(([^)#]+)")
LESSON = re.compile(r"\b\d\d-[a-z0-9]+(?:-[a-z0-9]+)*")
MISSING = re.compile(r"make (?:test|quick)|tools/test\.py|workbook (?:build|class|grade|handout)\b|\(to come\)")


def write(names: Sequence[str], target: Path) -> list[str]:
    """Write the hand-out of the lessons called `names` ("04" or "04-keeping-the-latest"); the lessons' full names.

    `target` becomes a ZIP file if it is named so, else a folder: whole or not at all, and never in the place of
    something. Raises WorkbookError for an unknown lesson, for one whose notebooks are not what its text says, for
    a target that exists, and where it can't be written.
    """
    chosen = [lesson.name for lesson in lessons(list(names))]
    try:
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise WorkbookError(f"{target} exists already, and stays as it is: give another name, or delete it.")
        if faults := build.stale(chosen):
            raise WorkbookError("\n".join(["Nothing is handed out that is not built from its lesson:", *faults]))
        contents = files(chosen)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            draft = Path(folder) / target.name
            (_zip if target.suffix.lower() == ".zip" else _unpacked)(draft, contents)
            if target.is_dir():
                target.rmdir()  # Windows renames onto nothing
            draft.replace(target)
    except OSError as error:
        raise WorkbookError(f"{target} can't be written: {error.strerror or error} ({error.filename}).") from None
    return chosen


def files(chosen: Sequence[str]) -> dict[str, bytes]:
    """The hand-out of the lessons with these full names: each file's bytes by its path, in the paths' order."""
    notebooks = [path for name in chosen for path in learner_copies.of_lesson(name).values()]
    found = [*(paths.CLONE / name for name in FILES), *notebooks, *_of_lessons(chosen, notebooks)]
    found += _below(paths.DATA)
    package, left_out = paths.CLONE / "workbook", set(NOT_FOR_LEARNERS)
    for kind, system in SYSTEMS.items():
        if of_kind(chosen, kind):
            found += [paths.CLONE / system.lock, *(_below(paths.CLONE / system.folder) if system.folder else ())]
        else:
            left_out.add(system.room)
    kept_out = [package / name for name in left_out]
    found += [path for path in _below(package) if not any(path.is_relative_to(each) for each in kept_out)]
    contents = {shown(path): path.read_bytes() for path in sorted(found)}
    for name in FITTED:
        contents[name] = fitted(contents[name].decode(), chosen, contents).encode()
    readme = contents["README.md"].decode()
    contents["README.md"] = readme.replace("\n## ", f"\n{_to_hand_in(chosen)}\n\n## ", 1).encode()
    return contents


def _below(folder: Path) -> list[Path]:
    inside = (path for path in folder.rglob("*") if path.is_file())
    return [
        path
        for path in inside
        if not any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
    ]


def _of_lessons(chosen: Sequence[str], notebooks: Sequence[Path]) -> list[Path]:
    """The files of lessons' folders that the lessons need: a module that is loaded, a file that is named.

    Of another lesson too, such as the load that a later lesson goes on with.
    """
    left = {path for path in paths.LESSONS.glob("*/*") if path.is_file() and not AUTHORS.fullmatch(path.name)}
    reached = {path for path in left if path.parent.name in chosen and path.name in ENTRANCES}
    new = reached | set(notebooks)
    while new:
        texts = (path.read_text(encoding="utf-8") for path in sorted(new) if path.suffix not in PICTURES)
        text = "\n".join(texts)
        loaded = {(lesson, f"{module}.py") for lesson, module in LOADED.findall(text)}
        left -= reached
        new = {
            path
            for path in left
            if (path.parent.name, path.name) in loaded
            or (path.name in text and (path.suffix != ".py" or path.parent.name in chosen))
        }
        reached |= new
    return sorted(reached)


def fitted(text: str, chosen: Sequence[str], contents: Mapping[str, object]) -> str:
    """`text` without what the hand-out has not: lines of lists, tables and code, else whole paragraphs.

    That is a lesson that was not chosen, a link to a file that is not there, a teacher's command. A heading goes
    with all that was under it.
    """

    def fits(part: str) -> bool:
        others = set(LESSON.findall(part)) & set(registry.names()) - set(chosen)
        dead = [link for link in LINK.findall(part) if "://" not in link and link not in contents]
        absent = any(each.lock not in contents and each.asks.search(part) for each in SYSTEMS.values())
        return not (others or dead or absent or MISSING.search(part))

    kept: list[str] = []
    for paragraph in text.rstrip("\n").split("\n\n"):
        if paragraph.startswith(("|", "- ", "```")):
            paragraph = "\n".join(line for line in paragraph.split("\n") if fits(line))
        if paragraph and fits(paragraph):
            if paragraph.startswith("#") and kept and kept[-1].startswith("## "):
                kept.pop()
            kept.append(paragraph)
    return "\n\n".join(kept) + "\n"


def of_kind(chosen: Sequence[str], kind: str) -> list[FileExercise]:
    """The exercises of one kind of SYSTEMS in these lessons."""
    known = (exercise for name in chosen for exercise in registry.load(name).exercises.values())
    return [exercise for exercise in known if isinstance(exercise, FileExercise) and exercise.kind == kind]


def by_hand(chosen: Sequence[str], quote: str = "") -> list[str]:
    """Sentences on the exercises of these lessons whose answers `workbook grade` does not judge."""
    found = {kind: [each.id for each in of_kind(chosen, kind) if each.by_hand] for kind in SYSTEMS}
    named = {kind: ", ".join(f"{quote}{id}{quote}" for id in ids) for kind, ids in found.items() if ids}
    return [BY_HAND.format(answers=SYSTEMS[kind].answers, ids=ids) for kind, ids in named.items()]


def _to_hand_in(chosen: Sequence[str]) -> str:
    lines = [
        "You hand in the notebooks that you filled in, saved. `make lab` makes them, in the folder `my/`:",
        "",
    ]
    for name in chosen:
        known = registry.load(name).exercises.values()
        points = sum(exercise.points for exercise in known)
        (path,) = (
            made for made, from_ in learner_copies.of_lesson(name).items() if from_.is_relative_to(paths.EXERCISES)
        )
        lines.append(f"- `my/{path}` ({_counted(len(known), 'exercise')}, {_counted(points, 'point')})")
    if said := by_hand(chosen, "`"):
        lines += ["", f"{' '.join(said)} Check them in the notebook before you hand in."]
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _unpacked(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _zip(path: Path, contents: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(f"{TOP}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # a plain file, on every system
            package.writestr(entry, content)
