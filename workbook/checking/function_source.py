"""Reads an answer that is a Python function: from its source, or from what a notebook's name stands for."""

import inspect
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from workbook.checking.limits import Limits, call_within
from workbook.errors import described


@dataclass(frozen=True)
class FunctionAnswer:
    """An answer that is a function already, as in a notebook or a process of the sandbox.

    `wrong` says why there is none.
    """

    function: Callable | None
    wrong: str = ""

    @classmethod
    def named(
        cls, namespace: dict, name: str, raised: Mapping[int, str] = MappingProxyType({})
    ) -> "FunctionAnswer":
        """What the name stands for in a namespace; `raised` are the errors of cells that made it, by number."""
        function, wrong = function_named(namespace, name)
        if function is None and raised:
            why = "; ".join(f"cell {number} raised {text}" for number, text in raised.items())
            wrong = f"{wrong.removesuffix('.')}: {why}"
        return cls(function, wrong)


def defined(source: str, name: str, limits: Limits) -> tuple[Callable | None, str]:
    """The function `name` that a Python source defines, and what is wrong with the source ("" if nothing).

    Raises TooSlow.
    """
    # A module that is known by its name: dataclasses look there for what an annotation written as text means.
    module = sys.modules["answer"] = types.ModuleType("answer")
    namespace = vars(module)
    try:
        code = compile(source, "answer", "exec")
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}: {(error.text or '').strip()}" if isinstance(error, SyntaxError) else ""
        return None, f"it is not Python that can be read: {error.args[0]}{line}"
    called = call_within(limits, lambda: exec(code, namespace), limits.module_seconds, lambda: None)
    if called.timed_out:
        return None, f"its lines outside of the function did not end within {limits.module_seconds:g} seconds."
    if called.error is not None:
        return None, f"its lines outside of the function raise {described(called.error)}"
    return function_named(namespace, name)


def function_named(namespace: dict, name: str) -> tuple[Callable | None, str]:
    """The function `name` of a namespace, and what is wrong ("" if nothing)."""
    found = namespace.get(name)
    if found is None:
        return None, f"it defines no function {name}."
    if not callable(found):
        return None, f"{name} is a {type(found).__name__}, not a function."
    return found, ""


def wrong_arguments(function: Callable, names: Sequence[str]) -> str:
    """What is wrong with how the function is to be called; "" if nothing."""
    if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
        return "it holds `yield` or `async`, so that a call runs none of its lines: write a plain function."
    wanted = f"({', '.join(names)})"
    try:
        inspect.signature(function).bind(*names)
    except TypeError as error:
        return f"it should take {wanted}: {error}."
    except ValueError:
        return ""  # a built-in that does not say what it takes: the call will tell
    return ""
