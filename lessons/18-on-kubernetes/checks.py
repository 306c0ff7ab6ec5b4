"""Lesson 18: what answers must show. No cluster is asked: Airflow renders the pods, and the rules look at them."""

import datetime as dt
import itertools

from workbook.checking.rules.dag import Scans, Tasks
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import (
    DagExercise,
    DagScenario,
    Fixture,
    PodTemplateExercise,
    PredictExercise,
    Table,
    load_module,
)

loads = load_module("18-on-kubernetes", "loads")
night = load_module("18-on-kubernetes", "night")
pods = load_module("18-on-kubernetes", "pods")
passwords = load_module("18-on-kubernetes", "passwords")

STEPS = {"day": "DATE NOT NULL", "step": "TEXT NOT NULL"}
ORDER = ("extract", "train", "score", "publish")

notebook = Fixture("the lesson's tables", warehouse=[Table("steps", STEPS)])

# --- pod-for-a-task


def done(scenario: DagScenario) -> list[tuple]:
    """What steps holds after the days were run: each day's four, and its old rows of other days."""
    days = [dt.date.fromisoformat(date) for date in scenario.dates]
    kept = [tuple(row) for row in scenario.rows("steps") if row.day not in days]
    return [*kept, *((day, step) for day in days for step in ORDER)]


def wrong_order(dag: dict) -> list[str]:
    """What is wrong with the tasks of churn_scores, or with when it runs, in sentences."""
    if "NullTimetable" in str(dag["timetable"]):
        return ["churn_scores has no schedule any more: it should run once a day, as before."]
    tasks = {name: set(task.get("downstream_task_ids", ())) for name, task in dag["tasks"].items()}
    if sorted(tasks) != sorted(ORDER):
        return [f"the tasks should be {', '.join(ORDER)}, and are {', '.join(tasks) or 'none'}."]
    pairs = itertools.pairwise(ORDER)
    return [f"{after} should follow {before}, as before." for before, after in pairs if after not in tasks[before]]


CHURN = [
    DagScenario(
        "the exercise's rows",
        warehouse=[Table("steps", STEPS, [(dt.date(2025, 3, 1), "extract"), (dt.date(2025, 3, 3), "train")])],
        dates=("2025-03-02",),
    )
]
WANTED = {
    "train": pods.Pod("elt/churn:7", {"cpu": "2", "memory": "6Gi"}, {"memory": "6Gi"}),
    "score": pods.Pod(pods.IMAGE, {"cpu": "500m", "memory": "1Gi"}, {"memory": "2Gi"}),
}

exercises = [
    DagExercise(
        id="pod-for-a-task",
        file="churn_scores.py",
        scenarios=CHURN,
        settings=pods.SETTINGS,
        points=2,
        rules=[
            Scans(),
            Tasks("the four tasks, in their order", wrong_order),
            pods.OwnPods(WANTED),
            TableRows("steps", tuple(STEPS), done),
        ],
        hints=(
            "Two things are asked of a task: where it runs (`executor`), and what its pod is like"
            " (`executor_config`). Both are arguments of @task.",
            'executor_config={"pod_override": V1Pod(…)} is laid over the default template. Which of the two gives'
            " the resources, if both do? The walk-through shows it under 'Three layers'.",
            'A function helps: def pod(requests, limits, image=None) that returns {"pod_override": k8s.V1Pod(spec='
            'k8s.V1PodSpec(containers=[k8s.V1Container(name="base", image=image, resources=…)]))}.',
        ),
    ),
    PredictExercise(
        id="fits-on-the-node",
        experiment=night.experiment,
        truth=night.truth,
        evidence=night.evidence,
        among=night.NAMES,
        hints=(
            "Go through the pods in their order, and subtract what each asks for from 3.9 CPUs and 14 GiB. What"
            " they use does not matter here.",
            "report gives only limits: those are its requests too. publish asks for nothing, and always fits.",
            "Memory over the limit: killed. CPU over the limit: slowed down. No limit: neither. When the node"
            " itself runs out of memory, look for the pod that uses more than it asked for.",
        ),
    ),
    PodTemplateExercise(
        id="no-secret-in-the-pod",
        file="loader.yaml",
        dags=("loads",),
        given=loads.DAG,
        settings={**pods.SETTINGS, "AIRFLOW__CORE__EXECUTOR": "KubernetesExecutor"},
        scenarios=[DagScenario("the DAG loads", dates=())],
        rules=[passwords.FromTheSecret(), passwords.NowhereInClear(), passwords.OtherwiseAsGiven("3900m", "14Gi")],
        hints=(
            "The password is in the template twice. Look for it as it is, and as a URL writes it.",
            "A variable has either a value or valueFrom. The pod then names the Secret and the key, and the node"
            " puts the value in when it starts the container.",
            "valueFrom: {secretKeyRef: {name: warehouse-login, key: WAREHOUSE_PASSWORD}}. Mind the capitals:"
            " Airflow drops a field that it does not know without a word.",
        ),
    ),
]
