"""What a DAG leaves in the bucket: its own objects, and all others unchanged."""

from collections import Counter
from dataclasses import dataclass

from workbook.exercises import Fault, Rule


def _own(run, where: str) -> tuple[str, ...]:
    """`where` for each date of the run."""
    return tuple(dict.fromkeys(where.format(day=date) for date in run.fixture.dates))


@dataclass(frozen=True)
class OthersStay(Rule):
    """Each object that was in the bucket and does not begin as `own` is as it was, and no other is there.

    `own` is a key, or a folder with its slash; `{day}` in it stands for the run's date.
    """

    own: str

    name = "bucket"
    passed = "all other objects are unchanged"
    needs_commit = False

    def faults(self, run) -> list[Fault]:
        """Objects that were deleted, changed or added where they should not be."""
        ours = _own(run, self.own)
        before = {key: body for key, body in run.fixture.objects.items() if not key.startswith(ours)}
        after = {key for key in run.bucket.keys() if not key.startswith(ours)}  # noqa: SIM118  it is no dict
        said = [f"{key} was deleted, and it is not this run's." for key in before if key not in after]
        said += [
            f"{key} was changed, and it is not this run's."
            for key, body in before.items()
            if key in after and run.bucket.body(key) != body
        ]
        said += [
            f"{key} is new in the bucket: this run may only write {', '.join(ours)}."
            for key in sorted(after - before.keys())
        ]
        return [Fault("\n".join(said))] if said else []


@dataclass(frozen=True)
class HasKey(Rule):
    """The object `own` is there; `{day}` in it stands for the run's date."""

    own: str

    name = "file"
    passed = "it has the key that the exercise asks for"
    needs_commit = False

    def faults(self, run) -> list[Fault]:
        """A key that is missing, and the keys that are there."""
        keys = run.bucket.keys()
        missing = [key for key in _own(run, self.own) if key not in keys]
        if not missing:
            return []
        return [Fault(f"there is no {', '.join(missing)}. The bucket holds {', '.join(keys) or 'nothing'}.")]


@dataclass(frozen=True)
class SmallFiles(Rule):
    """The folder holds production's `nps` in CSV files without a header, of at most `most` rows, none empty."""

    folder: str
    most: int

    name = "files"
    needs_commit = False

    @property
    def passed(self) -> str:
        return f"production's rows, in files of at most {self.most}"

    def faults(self, run) -> list[Fault]:
        """Files that are empty or too long, and ids that they do not hold once."""
        [folder] = _own(run, self.folder)
        keys = [key for key in run.bucket.keys() if key.startswith(folder)]  # noqa: SIM118  a bucket is no dict
        if not keys:
            return [Fault(f"{folder} holds no object.")]
        rows = {key: run.bucket.body(key).decode("utf-8", "replace").splitlines() for key in keys}
        said = [f"{key} is empty." for key, found in rows.items() if not found]
        said += [
            f"{key} has {len(found)} lines: at most {self.most} are allowed."
            for key, found in rows.items()
            if len(found) > self.most
        ]
        got = Counter(line.partition(",")[0] for found in rows.values() for line in found)
        wanted = Counter(str(row.id) for row in run.fixture.rows("nps", "source"))
        if got != wanted and not said:
            shown = ", ".join(f"{len(found)} in {key.rpartition('/')[2]}" for key, found in rows.items())
            said = [f"{folder} should hold each of production's ids once, and no other lines. It has {shown}."]
        return [Fault("\n".join(said))] if said else []
