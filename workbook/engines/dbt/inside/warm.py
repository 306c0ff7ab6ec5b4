"""Runs in dbt's environment: imports dbt once, then reads projects and runs commands, each in a fork of itself.

Requests and answers are lines of JSON on the standard input and output. `{"project": folder, "schema": the
target's, "env": {...}, "keep": whether dbt writes its artifacts}` begins a project: a fork of this process changes
to the folder, says its id, `{"pid": n}`, and reads the project. Its answer is `{"ok": …, "error": why it can't be
read, "nodes": {unique id: …}}`. To each `{"words": [...]}` the fork then answers with what that command of dbt
came to, and ends at `{}`; this process says `{"ended": exit code}` then, or when somebody has killed the fork's
group.

A fork, so that no project sees another's state, and in it one for each command: dbt writes what it compiles into
the project that it has read, and a second command would find ephemeral models compiled already. dbt reads its own
500 macros in most of a second: that is done once for each schema, and kept as the state from which each project is
read, as dbt's partial parsing does.

Whoever grades lets each fork give up its rights before it reads a project (`main`). It forks no more then: each
command gets a copy of the manifest.
"""

import contextlib
import gc
import io
import json
import os
import pickle
import re
import resource
import shutil
import signal
import sys
import traceback
from pathlib import Path

assert sys.platform != "win32"  # where nothing forks

NODE = ("name", "resource_type", "schema", "alias", "database", "description")
DURATION = re.compile(r"(?: \[([^\]]*?))? in \d+\.\d+s\]")
NOISE = re.compile(
    r"Running with dbt=|Registered adapter|Found \d|Concurrency:|Finished running|Unable to do partial"
)
SECONDS = 40  # of the processor, for one command
OUT_OF_TIME = 75  # the exit code of a fork whose command took more
PARSED = "partial_parse.msgpack"
REHEARSAL = {
    "dbt_project.yml": "name: workbook\nversion: '1.0'\nprofile: warehouse\n",
    "macros/leave.sql": "{% macro leave() %}"
    "{% do run_query('DROP SCHEMA IF EXISTS ' ~ target.schema ~ ' CASCADE') %}{% endmacro %}",
    "models/a.sql": "select 1 as id, 'x' as name",
    "models/b.sql": "{{ config(materialized='table') }} select * from {{ ref('a') }}",
    "models/c.sql": "{{ config(materialized='incremental', unique_key='id') }} select * from {{ ref('b') }}"
    "{% if is_incremental() %} where id >= (select max(id) from {{ this }}){% endif %}",
    "models/schema.yml": """
sources:
  - {name: raw, schema: dbt_rehearsal, tables: [{name: b, columns: [{name: id, data_tests: [unique]}]}]}
models:
  - name: c
    columns:
      - name: id
        data_tests:
          - unique
          - not_null
          - relationships: {arguments: {to: ref('b'), field: id}, config: {severity: warn}}
      - {name: name, data_tests: [{accepted_values: {arguments: {values: [x]}}}]}
""",
    "tests/none.sql": "select * from {{ ref('c') }} where id < 0",
    "snapshots/d.yml": "snapshots: [{name: d, relation: ref('b'), config: {unique_key: id, strategy: check,"
    " check_cols: all, hard_deletes: invalidate}}]",
}

_answers = sys.stdout


def _say(**answer) -> None:
    _answers.write(json.dumps(answer) + "\n")
    _answers.flush()


def _runner(manifest=None, said: list[str] | None = None):
    from dbt.cli.main import dbtRunner

    def hear(event) -> None:
        if said is not None and event.info.level in ("info", "warn", "error"):
            said.append(event.info.msg)

    return dbtRunner(manifest=manifest, callbacks=[hear])


def _begin_from(base: Path, schema: str, target: Path) -> None:
    """Put the state of a project without files where dbt looks for the one before."""
    kept = base / f"{schema}.msgpack"
    if not kept.exists():
        empty = base / "empty"
        found = _runner().invoke(["parse", "--project-dir", str(empty), "--target-path", str(empty / "target")])
        if not found.success:
            return  # the project's own reading says what is wrong
        draft = base / f"{schema}.{os.getpid()}"
        shutil.copy(empty / "target" / PARSED, draft)
        draft.replace(kept)
    target.mkdir(exist_ok=True)
    shutil.copy(kept, target / PARSED)


def _read(request: dict):
    """Read the project; its manifest, or None, and the answer."""
    said: list[str] = []
    found = _runner(said=said).invoke(["parse", *_options(request)])
    if not found.success:
        return None, {"ok": False, "error": _error(found, said)}
    manifest = found.result
    every = {**manifest.nodes, **manifest.sources}
    nodes = {id: _node(node) for id, node in every.items() if node.package_name not in ("dbt", "dbt_postgres")}
    return manifest, {"ok": True, "nodes": nodes}


def _node(node) -> dict:
    told: dict = {name: str(getattr(node, name, "") or "") for name in NODE}
    told["resource_type"] = node.resource_type.value
    told["source_name"] = getattr(node, "source_name", "")
    told["depends_on"] = list(getattr(node.depends_on, "nodes", ())) if hasattr(node, "depends_on") else []
    told["materialized"] = getattr(node.config, "materialized", "") if node.resource_type != "source" else ""
    return told


def _options(request: dict) -> list[str]:
    return [] if request["keep"] else ["--no-write-json"]


def _invoke(words: list[str], request: dict, manifest) -> dict:
    said: list[str] = []
    options = [] if words[:1] == ["source"] or "--help" in words else _options(request)
    found = _runner(manifest, said).invoke([*words, *options])
    results = [_result(each) for each in getattr(found.result, "results", None) or () if hasattr(each, "node")]
    lines = found.result if isinstance(found.result, list) else []
    error = _error(found, said) if not found.success and not results else ""
    text = "" if error else "\n".join(filter(None, map(_shown, said or map(str, lines))))
    return {"ok": bool(found.success), "error": error, "text": text, "results": results}


def _result(each) -> dict:
    return {
        "name": each.node.name,
        "kind": each.node.resource_type.value,
        "status": getattr(each.status, "value", str(each.status)),
        "message": _plain(each.message or ""),
        "failures": each.failures or 0,
    }


def _shown(line: str) -> str:
    """A line of dbt's without times, which differ from run to run; "" for one that only says how dbt is set up."""
    return (
        "" if NOISE.match(line.strip()) else _plain(DURATION.sub(lambda at: f" [{at[1]}]" if at[1] else "]", line))
    )


def _error(found, said: list[str]) -> str:
    """Why a command did nothing, in dbt's words."""
    if found.exception is None:
        return "\n".join(said[-3:])
    kind = type(found.exception).__name__
    words = getattr(found.exception, "msg", None) or str(found.exception)
    path = getattr(getattr(found.exception, "node", None), "original_file_path", "")
    where = f" ({path})" if path and "(" not in words else ""
    return _plain(f"{words}{where}" if words.strip() else kind)


def _plain(text: str) -> str:
    """The text without folders of this machine, and the name of our database."""
    text = text.replace(f"{os.getcwd()}/", "")  # noqa: PTH109
    return text.replace(f'"{os.environ["DBT_DATABASE"]}".', "").strip("\n")


def _serve(request: dict, give_up) -> None:
    """Be the fork of one project."""
    os.setsid()  # a group of its own: who ends it ends its commands too
    _say(pid=os.getpid())
    os.chdir(request["project"])
    os.environ.update({**request["env"], "DBT_SCHEMA": request["schema"]})
    _begin_from(Path(os.environ["DBT_PROFILES_DIR"]), request["schema"], Path("target"))
    if give_up:
        give_up(request)
    # Of each process: of the answer's own time.
    resource.setrlimit(
        resource.RLIMIT_CPU, (SECONDS, min(SECONDS + 5, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    )
    manifest, answer = _read(request)
    _say(**answer)
    if give_up:
        return _without_forks(request, manifest)
    for line in sys.stdin:
        asked = json.loads(line)
        if not asked:
            break
        if code := _in_a_fork(_answer, asked["words"], request, manifest):
            os._exit(OUT_OF_TIME if code == -signal.SIGXCPU else 1)


def _without_forks(request: dict, manifest) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        with contextlib.redirect_stdout(io.StringIO()):
            _answer(asked["words"], request, manifest.deepcopy())


def _answer(*asked) -> None:
    _say(**_invoke(*asked))


def _in_a_fork(run, *arguments) -> int:
    """Call it in a fork of this process, and return its exit code: what `run` changes here, nobody sees."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                run(*arguments)
            code = 0
        except BaseException:
            traceback.print_exc()  # to the log
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _rehearse(project: Path) -> None:
    """Build a small project in a schema of its own, so that what dbt makes at first use is there for each fork.

    That is the schemas of its YAML, and macros that jinja compiles. dbt closes its connections at the end, and the
    schema is dropped again. Whether it went well is not asked: if the warehouse is down, the request says so.
    """
    os.environ["DBT_SCHEMA"] = "dbt_rehearsal"
    for path, text in REHEARSAL.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    where = ["--project-dir", str(project), "--target-path", str(project / "target"), "--no-write-json"]
    manifest = _runner().invoke(["parse", *where]).result
    for words in (["build"], ["build"], ["run-operation", "leave"]):  # the second time, tables are changed
        _runner(pickle.loads(pickle.dumps(manifest))).invoke([*words, *where])


def main(give_up=None) -> None:
    """Serve requests until the input ends; `give_up(request)` is called in each fork before it reads a project."""
    global _answers
    _answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints while modules load must not look like an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a notebook's: who sent the request ends its fork
    gc.disable()
    _rehearse(Path(os.environ["DBT_PROFILES_DIR"], "rehearsal"))
    os.environ["DBT_SCHEMA"] = sys.argv[1]
    _begin_from(Path(os.environ["DBT_PROFILES_DIR"]), sys.argv[1], Path(os.environ["DBT_PROFILES_DIR"], "empty"))
    gc.freeze()
    gc.enable()
    _say(ready=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "echo" in request:  # what came before it on our output is of a fork that has ended
            _say(echo=request["echo"])
        else:
            _say(ended=_in_a_fork(_serve, request, give_up))


if __name__ == "__main__":
    main()
