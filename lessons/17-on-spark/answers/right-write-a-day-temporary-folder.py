import shutil
import tempfile
from pathlib import Path


def write_day(df, path, run_date):
    with tempfile.TemporaryDirectory() as temporary:
        new = Path(temporary) / "new"
        df.where(df.day == run_date).write.partitionBy("day").parquet(str(new))
        name = f"day={run_date:%Y-%m-%d}"
        Path(path).mkdir(exist_ok=True)
        shutil.rmtree(Path(path) / name, ignore_errors=True)
        if (new / name).is_dir():
            shutil.move(new / name, path)
