"""What a check stands on, as it was before a learner's code ran, compared with what is there afterwards.

It names what was replaced: a function, a method, a class, a name of a module, a rule's own values. It is no proof
that nothing was: code that runs in the same process can change what Python itself is made of, and this audit too.
That is why a pass is confirmed from outside.
"""

import builtins
import contextlib
import dataclasses
import sys
import types
from functools import cache

# A copy: what looks for a change of Python's own names must not use the changed ones.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]  # a module or its dict; mypy knows the first

OURS = ("workbook", "workbook_lessons")
DRIVERS = (
    "psycopg2", "psycopg2.extensions", "psycopg2._psycopg", "psycopg2.sql", "psycopg2.errors",
    "pymysql", "pymysql.connections", "pymysql.cursors", "pymysql.protocol", "pymysql.err",
    "sqlite3", "boto3", "botocore.client", "botocore.httpsession", "botocore.awsrequest", "botocore.hooks",
)  # fmt: skip
PYTHON = (
    "builtins", "collections", "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "enum",
    "functools", "inspect", "io", "itertools", "json", "math", "operator", "os", "random", "re", "shutil",
    "signal", "socket", "tempfile", "threading", "time", "types",
)  # fmt: skip
# The drivers' own types for what a statement, a row and a value is made of are C classes: their names are listed
# as any module's. What checks change themselves while they run is put back before the audit.
BUILTIN_NAMES = frozenset(vars(builtins))
# Of a class: what is no code, and what Python notes there for itself when a class is first used.
NOT_CODE = frozenset(
    {"__dict__", "__weakref__", "__doc__", "__abstractmethods__", "_abc_impl", "__slotnames__", "__signature__",
     "__annotations__", "__annotations_cache__"}
)  # fmt: skip
# The last two are set when a process of the sandbox begins (helper_process), after the fingerprint.
MEANT_TO_CHANGE = frozenset({"__warningregistry__", "__main__", "subprocess", "MEMORY"})


def ours(name: str) -> bool:
    """Whether a module's name is one of the workbook's, or of a lesson's."""
    return name.partition(".")[0] in OURS


class Audit:
    """A fingerprint of the modules that a check of one lesson stands on; `changed` says what is not as it was."""

    def __init__(self, lesson: str) -> None:
        """`lesson` is the lesson's name among modules, "05_weather_forecast"; other lessons are left out."""
        own = f"{OURS[1]}.{lesson}."
        self._modules = {
            name: module
            for name, module in sorted(sys.modules.items())
            if name in (OURS[0], *DRIVERS, *PYTHON) or name.startswith((f"{OURS[0]}.", own))
        }
        self._names = {name: frozenset(vars(module)) for name, module in self._modules.items()}
        # The things themselves, so that none is freed: an id means nothing afterwards.
        self._places, self._before = self._seen()

    def _seen(self) -> tuple[list[str], list]:
        walk = _Walk()
        for name, module in self._modules.items():
            walk.module(name, module)
        return walk.places, walk.things

    def changed(self) -> list[str]:
        """The places that are not as they were, by name, in order; at most ten of them."""
        places, now = self._seen()
        found = []
        if places != self._places or any(a is not b for a, b in zip(now, self._before, strict=True)):
            after, before = dict(zip(places, now, strict=True)), dict(zip(self._places, self._before, strict=True))
            found += [place for place, thing in before.items() if after.get(place, self) is not thing]
            # So is a method that a class did not have. Values may have new parts, which they keep for later.
            kinds = {place for place, thing in before.items() if isinstance(thing, type)}
            found += [place for place in after if place not in before and place.rpartition(".")[0] in kinds]
        for name, module in self._modules.items():
            fresh = vars(module).keys() - self._names[name]
            # A name put beside those of a module hides Python's own there; ours have no reason to get any.
            hiding = {key for key in fresh if key in BUILTIN_NAMES or ours(name)} - MEANT_TO_CHANGE
            found += [f"{name}.{key}" for key in hiding if not isinstance(vars(module)[key], types.ModuleType)]
        return sorted({place.partition("()")[0] for place in found})[:10]


@cache
def of_lesson(lesson: str) -> Audit:
    """The fingerprint for a lesson, made once: in the fork server, before anything is forked."""
    return Audit(lesson)


class _Walk:
    """Goes through modules, and lists what is where; a thing is gone into at the first place only."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.things: list[object] = []
        self._known: set[int] = set()

    def _at(self, place: str, thing: object) -> None:
        self.places.append(place)
        self.things.append(thing)

    def module(self, name: str, module: types.ModuleType) -> None:
        """List a module's names, and go into what it defines itself; into values if it is one of ours."""
        deep = ours(name)
        for key, thing in list(vars(module).items()):
            # Values of modules that are not ours are theirs to change: tempfile's next name, and the like.
            if key in MEANT_TO_CHANGE or not (deep or callable(thing)):
                continue
            place = f"{name}.{key}"
            self._at(place, thing)
            if isinstance(thing, types.FunctionType):
                self._function(place, thing)
            elif isinstance(thing, type):
                if thing.__module__ == name or name == "builtins":
                    self._class(place, thing)
            elif deep and not isinstance(thing, types.ModuleType):
                self._value(place, thing)

    def _function(self, place: str, function: types.FunctionType) -> None:
        """What it does when it is called: its code, its defaults, and what it closes over."""
        if id(function) in self._known:
            return
        self._known.add(id(function))
        self._at(f"{place}()", function.__code__)
        things = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
        for cell in function.__closure__ or ():
            with contextlib.suppress(ValueError):  # of one that is not filled yet
                things.append(cell.cell_contents)
        for at, thing in enumerate(things):
            self._at(f"{place}()[{at}]", thing)

    def _class(self, place: str, kind: type) -> None:
        for key, member in list(vars(kind).items()):
            if key not in NOT_CODE:
                self._at(f"{place}.{key}", member)
                function = _function(member)
                if function is not None:
                    self._function(f"{place}.{key}", function)

    def _value(self, place: str, value: object) -> None:
        """Go into exercises, rules, scenarios and tables, and into lists of them."""
        if id(value) in self._known:
            return
        if dataclasses.is_dataclass(value):
            self._known.add(id(value))
            for key in getattr(value, "__dataclass_fields__", ()):
                part = getattr(value, key, None)
                self._at(f"{place}.{key}", part)
                self._value(f"{place}.{key}", part)
        elif type(value) is list or type(value) is tuple:
            self._known.add(id(value))
            for at, part in enumerate(value):
                self._at(f"{place}[{at}]", part)
                if type(part) is list or dataclasses.is_dataclass(part):
                    self._value(f"{place}[{at}]", part)
        elif isinstance(value, types.FunctionType):
            self._function(place, value)


def _function(member: object) -> types.FunctionType | None:
    if isinstance(member, property):
        member = member.fget
    member = getattr(member, "__func__", member)
    return member if isinstance(member, types.FunctionType) else None
