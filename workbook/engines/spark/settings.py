"""What our Spark is told: where its Java is, its secret and its limits, by environment variables and one file."""

import secrets
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.servers import java, private_file, processes

ENVIRONMENT = paths.CLONE / ".venv-spark"
CONF = "spark-defaults.conf"
DRIVER_MB = 512
EXECUTOR_MB = 512
# C1 alone: half the time to start, and no lesson's job lasts long enough for more.
JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss1m")
# Spark's classes as Java has read them once: half the time to start again. Java itself passes over an archive that
# is of another Java, and nothing of it is said where a program's output is.
ARCHIVE = ENVIRONMENT / "classes.jsa"
# Each of our processes speaks with 127.0.0.1 only, and on ports that are found.
EVERYWHERE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": f"{DRIVER_MB}m",
    "spark.executor.memory": f"{EXECUTOR_MB}m",
    "spark.executor.cores": "1",
    "spark.cores.max": "2",
    "spark.master.rest.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.execution.pythonUDF.arrow.enabled": "false",  # which would warn that there is no pyarrow
}


def python() -> Path:
    """The Python of the environment that has Spark. Errors: WorkbookError where `make spark` has not been run."""
    path = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not path.exists() or not is_installed():
        raise WorkbookError("Spark is not installed here: type `make spark` in the workbook's folder.")
    return path


def is_installed() -> bool:
    """Whether `make spark` has been run."""
    return (ENVIRONMENT / "complete.json").exists()


def spark_home() -> Path:
    """The folder of PySpark's package, which holds Spark's own jars."""
    python()
    found = sorted(ENVIRONMENT.glob("lib/python*/site-packages/pyspark")) or [
        ENVIRONMENT / "Lib" / "site-packages" / "pyspark"
    ]
    return found[0]


def home(name: str) -> Path:
    """Where the Spark of that name keeps its settings, its logs and what it spills to the disk."""
    return paths.home() / "spark" / name


def prepare(folder: Path, further: Mapping[str, str] | None = None) -> None:
    """Write the settings of the processes that work in `folder`, and `further` ones, for their owner alone.

    The secret stays the same for a folder: without it nobody speaks with these processes.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "local").mkdir(exist_ok=True)
    options = in_one_text(java_options())
    secret = folder / "secret"
    if not secret.exists():
        private_file.write(secret, secrets.token_hex(32))
    own = {
        "spark.authenticate": "true",
        "spark.authenticate.secret": secret.read_text(encoding="ascii"),
        "spark.local.dir": str(folder / "local"),
        "spark.driver.extraJavaOptions": options,
        "spark.executor.extraJavaOptions": options,
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    lines = [f"{name} {value}\n" for name, value in {**EVERYWHERE, **own, **(further or {})}.items()]
    private_file.write(folder / CONF, "".join(lines))


def java_options() -> tuple[str, ...]:
    """How each Java of ours is told to be quick to start."""
    return (*JVM, "-Xlog:disable", f"-XX:SharedArchiveFile={ARCHIVE}") if ARCHIVE.exists() else JVM


def in_one_text(options: Iterable[str]) -> str:
    """Options of Java's as a setting of Spark's, which splits them at spaces: a path may have some."""
    return " ".join(f'"{option}"' for option in options)


def environment(folder: Path, report: Callable[[str], None] = print) -> dict[str, str]:
    """The environment of each process of Spark that works in `folder`. Errors: WorkbookError without a Java."""
    # No setting of the user's own Spark, Java or Hadoop reaches ours.
    foreign = (
        "SPARK_",
        "PYSPARK_",
        "HADOOP_",
        "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS",
        "_JAVA_OPTIONS",
        "PYTHONPATH",
    )
    env = {name: text for name, text in processes.environment().items() if not name.startswith(foreign)}
    return env | {
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "JAVA_HOME": str(java.find(report)),
        # What Spark's own shell scripts find out: a worker starts its executors from it.
        "SPARK_HOME": str(spark_home()),
        "SPARK_SCALA_VERSION": next(spark_home().glob("jars/spark-core_*.jar")).name.split("_")[1].split("-")[0],
        "SPARK_LOCAL_IP": "127.0.0.1",
        # Not by SPARK_CONF_DIR, which is put before the jars: Java's archive knows no folder with files there.
        "PYSPARK_SUBMIT_ARGS": f'--properties-file "{folder / CONF}" pyspark-shell',
        "PYSPARK_PYTHON": str(python()),
        "PYTHONHASHSEED": "0",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
