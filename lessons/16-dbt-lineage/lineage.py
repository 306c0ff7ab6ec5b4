"""Reads dbt's manifest.json: what each table is made from, and a column's way through the compiled SELECTs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlglot import exp, parse_one
from sqlglot.lineage import Node
from sqlglot.lineage import lineage as trace

KINDS = ("source", "model", "snapshot")


def manifest(project: Path) -> dict:
    """What dbt wrote down when it last ran in this folder."""
    return json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))


def catalog(project: Path, model: str) -> dict[str, tuple[str, str]]:
    """The columns of a model's table: the server's type, and what schema.yml says; after `dbt docs generate`."""
    text = (project / "target" / "catalog.json").read_text(encoding="utf-8")
    [(id, node)] = [(id, node) for id, node in nodes(manifest(project)).items() if node["name"] == model]
    described = node["columns"]
    return {
        name: (column["type"], described.get(name, {}).get("description", ""))
        for name, column in json.loads(text)["nodes"][id]["columns"].items()
    }


def nodes(manifest: Mapping) -> dict[str, dict]:
    """Sources, models and snapshots by dbt's unique id, in the order of their names."""
    every = {**manifest["sources"], **manifest["nodes"]}
    found = {id: node for id, node in every.items() if node["resource_type"] in KINDS}
    return dict(sorted(found.items(), key=lambda each: each[1]["name"]))


def made_from(manifest: Mapping) -> dict[str, list[str]]:
    """Each model and snapshot, and the names of those that it reads; sources are `raw.nps`, say."""
    known = nodes(manifest)
    names = {id: shown(node) for id, node in known.items()}
    return {
        names[id]: [names[each] for each in node["depends_on"]["nodes"] if each in names]
        for id, node in known.items()
        if node["resource_type"] != "source"
    }


def shown(node: Mapping) -> str:
    return f"{node['source_name']}.{node['name']}" if node["resource_type"] == "source" else node["name"]


def column(manifest: Mapping, model: str, name: str) -> list[str]:
    """The columns of sources that a model's column is computed from, as `nps.score`; after `dbt compile`."""
    models = {
        node["name"]: _without_database(node["compiled_code"])
        for node in nodes(manifest).values()
        if node["resource_type"] == "model" and node.get("compiled_code")
    }
    select = models.pop(model)  # an incremental model reads itself
    found = trace(name, select, {}, sources=models, dialect="postgres")
    ends = {f"{end.source.name}.{end.name.split('.')[-1]}" for end in found.walk() if _is_table(end)}
    return sorted(ends)


def _is_table(node: Node) -> bool:
    return isinstance(node.source, exp.Table)


def _without_database(sql: str) -> str:
    """The SQL with tables named by their last name alone, as `sources` has them."""
    tree = parse_one(sql, dialect="postgres")
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
        table.set("db", None)
    return tree.sql(dialect="postgres")


HEAD = """\
import datetime as dt

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, Asset

with DAG(
    "models",
    schedule=[Asset("warehouse://nps")],
    start_date=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    max_active_runs=1,
    max_active_tasks=1,  # all of them write to dbt's folder target/
):
    fresh = BashOperator(task_id="fresh", bash_command="dbt source freshness")
    published = EmptyOperator(task_id="published", outlets=[Asset("warehouse://analytics")])"""


def as_dag(manifest: Mapping) -> str:
    """A DAG file: each model and snapshot is a task, one command of dbt, with a task before them and one after."""
    reads = made_from(manifest)
    lines = [
        f'{name} = BashOperator(task_id="{name}", bash_command="dbt build --select {name}")' for name in reads
    ]
    read = {each for each in reads for others in reads.values() if each in others}
    for name, others in reads.items():
        parents: Sequence[str] = [each for each in others if each in reads] or ["fresh"]
        lines += [f"{parent} >> {name}" for parent in parents]
    lines += [f"{name} >> published" for name in reads if name not in read]
    return "\n    ".join([HEAD, *lines])
