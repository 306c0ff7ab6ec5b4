"""The source: MariaDB or MySQL of the conda environment or PATH, or Debian's packages, unpacked into the cache."""

from pathlib import Path

from workbook.errors import WorkbookError
from workbook.servers import fetch, privileges, processes, programs
from workbook.servers.processes import Launch
from workbook.servers.programs import Program
from workbook.servers.state import State

NAME = "source"
TITLE = "MariaDB/MySQL"
PROGRAMS = ("mariadbd", "mariadbd.exe", "mysqld", "mysqld.exe")
CONNECTIONS = 60
SESSION_MB = 256
OLDEST = {"mariadb": (10, 6), "mysql": (8, 0)}

# Nothing waits for the disk, for the reason that postgres.py gives. `loose` options are one engine's alone.
SETTINGS = [
    "--bind-address=127.0.0.1",
    "--socket=",  # a socket's path has a length limit that homes can pass
    "--loose-mysqlx=OFF",  # it would listen on every interface
    "--skip-name-resolve",
    "--skip-log-bin",
    "--default-time-zone=+00:00",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci",  # the two engines' own defaults differ
    "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
    "--local-infile=1",
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-doublewrite=OFF",
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-buffer-size=2M",  # MySQL 9 takes 64 MB
    "--performance-schema=OFF",
    "--key-buffer-size=1M",
    "--loose-aria-pagecache-buffer-size=1M",
    "--loose-innodb-log-file-size=16M",
    "--loose-innodb-redo-log-capacity=16M",
    # All sessions are one process: who takes more is refused, and can't raise the limit.
    f"--loose-max-session-mem-used={SESSION_MB << 20}",
    f"--loose-maximum-max-session-mem-used={SESSION_MB << 20}",
    f"--loose-connection-memory-limit={SESSION_MB << 20}",  # MySQL's
    "--loose-global-connection-memory-tracking=ON",
]


def find(report) -> Program:
    """The program `mariadbd` or `mysqld` to use; fetched if this machine has none.

    Errors: WorkbookError if there is none and none can be fetched.
    """
    for path in programs.on_this_machine("mariadbd", "mysqld"):
        program = _program(path.resolve())
        if program:
            return program
    root = fetch.mariadb(report)
    program = _program(root / "usr" / "sbin" / "mariadbd", root)
    if program is None:
        raise WorkbookError(
            f"The MariaDB in {root} does not run on this machine: delete that folder and try again, "
            "or set WORKBOOK_SOURCE_URL."
        )
    return program


def _program(path: Path, root: Path | None = None) -> Program | None:
    env = {"LD_LIBRARY_PATH": fetch.libraries(root)} if root else {}
    version = programs.version(path, env)
    if version is None:
        return None
    name = "mariadb" if _share(path) else "mysql"
    parts = tuple(folder.name for folder in root.iterdir()) if root else ()
    program = Program(name, path, version, root, parts, env)
    return program if program.numbers >= OLDEST[name] else None


def _share(path: Path) -> Path | None:
    """The folder of MariaDB's own SQL files; None beside a MySQL, which carries them inside."""
    for folder in ("share/mysql", "share/mariadb", "share"):
        if list((path.parent.parent / folder).glob("*_system_tables.sql")):
            return path.parent.parent / folder
    return None


def folder(program: Program) -> str:
    return f"{NAME}-{program.name}-{program.numbers[0]}.{program.numbers[1]}"


def _command(program: Program, data: Path) -> list[str]:
    command = [str(program.path), "--no-defaults", f"--datadir={data}", f"--tmpdir={data}"]
    command.append(f"--secure-file-priv={data}")  # a distribution's own folder for it may be missing
    if program.root and (share := _share(program.path)):
        command += [
            f"--basedir={program.root / 'usr'}",
            f"--lc-messages-dir={share}",
            f"--character-sets-dir={share / 'charsets'}",
            f"--plugin-dir={program.root / 'usr' / 'lib' / 'mysql' / 'plugin'}",
        ]
    return command + SETTINGS


def make(program: Program, data: Path, state: State, log: Path) -> bool:
    """Make a data folder in the empty folder `data`, with one account: ours; False if that failed.

    Nothing listens meanwhile.
    """
    env = processes.environment(**program.env)
    ours = (
        f"CREATE USER workbook@'127.0.0.1' IDENTIFIED BY '{state.password(NAME)}';\n"
        "GRANT ALL ON *.* TO workbook@'127.0.0.1' WITH GRANT OPTION;\n"
    )
    command = _command(program, data)
    share = _share(program.path)
    if share:
        # What mariadb-install-db does, without its help texts, its test database and its root without password.
        parts = ["system_tables", "performance_tables", "system_tables_data"]
        files = [next(share.glob(f"m*_{part}.sql")) for part in parts]
        files.append(share / "maria_add_gis_sp_bootstrap.sql")
        text = "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n"
        text += "".join(file.read_text(encoding="utf-8") for file in files)
        text += "DELETE FROM global_priv WHERE User IN ('root', '');\nDELETE FROM proxies_priv;\n"
        text += "FLUSH PRIVILEGES;\n"
        return privileges.run([*command, "--bootstrap", "--log-warnings=0"], text + ours, data, log, env)
    # Beside the data: there the server may read, and the folder itself must be empty.
    script = data.with_name(f"init-{data.name}.sql")
    with privileges.private_file(script, ours + "DROP USER root@localhost;\n"):
        return privileges.run([*command, "--initialize-insecure", f"--init-file={script}"], "", data, log, env)


def launch(program: Program, data: Path, port: int, state: State, log: Path) -> Launch:
    account = privileges.account()
    command = [*_command(program, data), f"--port={port}", f"--pid-file={data / 'server.pid'}"]
    command.append(f"--max-connections={CONNECTIONS + state.connections}")
    command += state.source_settings
    return Launch(
        account.command(*command),
        processes.environment(**program.env),
        account.options,
        lambda pid: b"ready for connections" in log.read_bytes(),
    )
