"""What our dbt is told: where its project and its profile are, all by environment variables."""

import shutil
import sys
from pathlib import Path

from workbook import paths
from workbook.databases.base import LOCK_SECONDS, STATEMENT_SECONDS, Databases
from workbook.errors import WorkbookError
from workbook.servers import processes

ENVIRONMENT = paths.CLONE / ".venv-dbt"
PROJECT = paths.CLONE / "dbt_project"  # no folder `dbt`, which Python would take for the package
SCHEMA = "analytics"  # the target's, where nobody names another


def program(name: str = "python") -> Path:
    """A program of the environment that has dbt. Errors: WorkbookError where `make dbt` has not been run."""
    path = ENVIRONMENT / (f"Scripts/{name}.exe" if sys.platform == "win32" else f"bin/{name}")
    if not path.exists() or not is_installed():
        raise WorkbookError("dbt is not installed here: type `make dbt` in the workbook's folder.")
    return path


def is_installed() -> bool:
    """Whether `make dbt` has been run."""
    return (ENVIRONMENT / "complete.json").exists()


def home(name: str) -> Path:
    """Where the dbt of the databases that are called so keeps its profile and its project."""
    return paths.home() / "dbt" / name


def prepare(folder: Path) -> None:
    """Make a folder with the profile, and a project without files, anew."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "empty").mkdir(parents=True)
    shutil.copy(PROJECT / "profiles.yml", folder)
    shutil.copy(PROJECT / "dbt_project.yml", folder / "empty")


def environment(databases: Databases, profiles: Path) -> dict[str, str]:
    """The environment of each process of dbt, with the login of these databases' warehouse."""
    login = databases.login("warehouse")
    # No setting of the user's own dbt or libpq reaches ours, nor a notebook kernel's wish for colours.
    foreign = ("DBT_", "PG", "FORCE_COLOR", "CLICOLOR")
    env = {name: text for name, text in processes.environment().items() if not name.startswith(foreign)}
    timeout = STATEMENT_SECONDS * databases.patience
    limits = f"-c statement_timeout={timeout}s -c lock_timeout={LOCK_SECONDS}s -c TimeZone=UTC"
    return env | {
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PGOPTIONS": limits,
        "DBT_HOST": login.host,
        "DBT_PORT": str(login.port),
        "DBT_USER": login.user,
        "DBT_ENV_SECRET_PASSWORD": login.password,
        "DBT_DATABASE": login.database,
        "DBT_PROFILES_DIR": str(profiles),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_VERSION_CHECK": "false",
        "DO_NOT_TRACK": "1",
        # Its threads are Rust's, which a fork has not, and would wait for.
        "DBT_STATIC_PARSER": "false",
        "DBT_USE_COLORS": "false",
        "DBT_USE_COLORS_FILE": "false",
        "DBT_LOG_LEVEL": "none",
        "DBT_LOG_LEVEL_FILE": "none",
        "NO_COLOR": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
