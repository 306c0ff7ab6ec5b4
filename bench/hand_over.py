"""What Airflow's worker carries while a table grows: the work done in the task, and handed over to Spark.

    .venv/bin/python bench/hand_over.py 1000000 10000000

The work: the newest row of each key, of so many made rows. Of the task's process with its children, and of Spark's
processes (driver and executors), the processor time in seconds and the most memory at once in MB, looked at each
tenth of a second. For the task, what it had when it began is not counted.
"""

import contextlib
import shutil
import sys
import threading
import time

import machine
import psutil

from workbook import servers
from workbook.databases import owned
from workbook.engines.airflow import settings
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.settings import Instance
from workbook.engines.spark import services
from workbook.engines.spark.cluster import Cluster

APPLICATION = """
import sys
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

rows = int(sys.argv[1])
spark = SparkSession.builder.appName("newest").getOrCreate()
made = spark.range(rows, numPartitions=8)
table = made.selectExpr(f"hash(id) % {rows // 2} AS key", "hash(id + 1) AS at", "id AS seq")
newest = Window.partitionBy("key").orderBy(F.desc("at"), F.desc("seq"))
table.withColumn("n", F.row_number().over(newest)).where("n = 1").write.format("noop").mode("overwrite").save()
"""
DAG = """
import datetime as dt
from airflow.providers.apache.livy.operators.livy import LivyOperator
from airflow.sdk import DAG, task

with DAG("handed", schedule=None):
    LivyOperator(task_id="newest", livy_conn_id="spark", file="newest.py", args=["ROWS"], polling_interval=2,
                 deferrable=True)

with DAG("in_the_task", schedule=None):

    @task
    def newest():
        import numpy as np
        import pandas as pd

        made = np.random.default_rng(1)
        keys, times = made.integers(ROWS // 2, size=ROWS), made.integers(1 << 31, size=ROWS)
        table = pd.DataFrame({"key": keys, "at": times, "seq": range(ROWS)})
        table.sort_values(["at", "seq"]).drop_duplicates("key", keep="last")

    newest()
"""


class Watch:
    """Looks at processes and their children until it is left."""

    def __init__(self, roots, counted_from_now: bool) -> None:
        self._roots, self._new = roots, counted_from_now
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._seconds: dict[tuple, float] = {}
        self._before: tuple[float, float] | None = None
        self.megabytes = 0.0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        return sum(self._seconds.values()) - (self._before[0] if self._before and self._new else 0)

    def _look(self) -> None:
        while not self._over.wait(0.1):
            memory = 0.0
            for pid in self._roots():
                with contextlib.suppress(psutil.NoSuchProcess):
                    root = psutil.Process(pid)
                    for each in (root, *root.children(recursive=True)):
                        with contextlib.suppress(psutil.NoSuchProcess):
                            times = each.cpu_times()
                            self._seconds[each.pid, each.create_time()] = times.user + times.system
                            memory += each.memory_full_info().uss / 2**20
            if memory and self._before is None:
                self._before = sum(self._seconds.values()), memory
            self.megabytes = max(self.megabytes, memory - (self._before[1] if self._before and self._new else 0))


def spark_processes() -> list[int]:
    """The batch server with its drivers, and the executors."""
    ours = [pid for name, _, _, pid in services.status() if name == services.BATCHES and pid is not None]
    return ours + services.executors()


def main() -> None:
    print(f"{machine.describe()}\n", flush=True)
    servers.ensure()
    services.up()
    home = settings.home("bench")
    shutil.rmtree(home / "dags", ignore_errors=True)
    (home / "dags").mkdir(parents=True)
    rows = []
    with contextlib.closing(owned.OwnedDatabases("bench")) as databases:
        cluster = Cluster(home)
        cluster.put("newest.py", APPLICATION)
        with contextlib.closing(Process(Instance("bench", databases, home / "dags"))) as airflow:
            for asked in sys.argv[1:]:
                (home / "dags" / "newest.py").write_text(DAG.replace("ROWS", asked), encoding="utf-8")
                airflow.command("dags", "reserialize")
                for dag in ("in_the_task", "handed"):
                    began = time.perf_counter()
                    task = Watch(lambda: [airflow.pid] if airflow.pid else [], True)
                    with task, Watch(spark_processes, False) as spark:
                        came = airflow.test(dag, "2025-06-02")
                    assert came.code == 0, came.text
                    took = time.perf_counter() - began
                    seen = (task.seconds, task.megabytes, spark.seconds, spark.megabytes, took)
                    rows.append((asked, dag, *(f"{each:.1f}" for each in seen)))
                    print(*rows[-1], flush=True)
    services.down()
    columns = ["rows", "the work", "task: s", "MB", "Spark: s", "MB", "in all: s"]
    print("\n" + machine.table(columns, rows))


if __name__ == "__main__":
    main()
