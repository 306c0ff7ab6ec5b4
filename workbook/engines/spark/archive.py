"""Makes the archive of Spark's classes, by which each further Java of Spark's starts in half the time."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from workbook.engines.spark import settings
from workbook.engines.spark.process import Process
from workbook.servers import java

# What answers do, so that the classes for it are in the archive.
REHEARSAL = """
rows = spark.sparkContext.parallelize([("1", "2025-06-01 12:00:00"), ("1", None)], 2)
df = spark.createDataFrame(rows, "id string, at string")
as_decimal = F.col("id").cast("decimal(20,4)").alias("d")
df = df.select(F.col("id").cast("bigint"), F.to_timestamp("at").alias("at"), as_decimal)
newest = df.withColumn("n", F.row_number().over(Window.partitionBy("id").orderBy(F.desc("at")))).where("n = 1")
newest.unionByName(newest).groupBy("id").agg(F.max_by("at", "d")).collect()
newest.join(df, "id", "full").count()
newest.write.mode("overwrite").partitionBy("id").parquet(folder)
spark.read.parquet(folder).orderBy("n").collect()
spark.sql("SELECT 1 + 1 AS two").show()
"""


def make(report: Callable[[str], None]) -> None:
    """Make it for this Java and this Spark, where there is none. Errors: WorkbookError without Spark or Java."""
    settings.python()
    record = settings.ARCHIVE.with_suffix(".txt")
    made_from = f"{java.find(report)}\n{(settings.ENVIRONMENT / 'complete.json').read_text(encoding='utf-8')}"
    if settings.ARCHIVE.exists() and record.exists() and record.read_text(encoding="utf-8") == made_from:
        return
    settings.ARCHIVE.unlink(missing_ok=True)
    report("Archiving Spark's classes, so that it starts quickly (15 s, once)")
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "classes.jsa"
        options = settings.in_one_text((*settings.JVM, f"-XX:ArchiveClassesAtExit={draft}"))
        archive = {"spark.driver.extraJavaOptions": options}
        process = Process(Path(folder) / "warm", "local[2]", "archive", further=archive)
        came = process.request({"cell": REHEARSAL})
        process.close(wait_for_java=True)
        if came["error"] or not draft.exists():
            report("Spark's classes could not be archived: it starts a little more slowly, and all works.")
            return
        shutil.move(draft, settings.ARCHIVE)
    record.write_text(made_from, encoding="utf-8")
