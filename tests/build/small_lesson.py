"""A small lesson in plain Python, for the tests of the build: it needs no server."""

from pathlib import Path

WALKTHROUGH = """\
# Counting

One sentence.


A second text cell.

```python
rows = [1, 2, 3]
```

```python
print(len(rows))
rows
```

```python tags=["raises-exception"]
rows[3]
```
"""

EXERCISES = """\
# Counting: exercises

```python
def check(name):
    print("✓", name)

def progress(lesson):
    print(lesson)
```

## Sum them

```python
def total(rows):
    \"\"\"The sum of `rows`.\"\"\"
    ### BEGIN SOLUTION
    return sum(rows)
    ### END SOLUTION
```

```python
check("total")
```

## Guess

```python
guess = {"empty": ...}
### BEGIN SOLUTION
guess = {"empty": 0}
### END SOLUTION
```

```python
check("guess")
```
"""

CHECKS = """\
from types import SimpleNamespace

notebook = None
def worth(id, points):
    return SimpleNamespace(id=id, points=points, hints=())

exercises = [worth("total", 2), worth("guess", 1)]
"""


def write_lesson(root: Path, name: str, walkthrough=WALKTHROUGH, exercises=EXERCISES, checks=CHECKS) -> Path:
    """Make the lesson `name` under `root`/lessons, and return its folder."""
    folder = root / "lessons" / name
    (folder / "answers").mkdir(parents=True, exist_ok=True)
    (folder / "walkthrough.md").write_text(walkthrough, encoding="utf-8")
    (folder / "exercises.md").write_text(exercises, encoding="utf-8")
    (folder / "checks.py").write_text(checks, encoding="utf-8")
    return folder
