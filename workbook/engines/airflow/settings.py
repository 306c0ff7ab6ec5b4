"""What an Airflow of ours is told, all by environment variables: where, with which secrets and connections."""

import base64
import hashlib
import hmac
import itertools
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbook import paths
from workbook.databases.base import Databases
from workbook.errors import WorkbookError
from workbook.servers import announced, processes
from workbook.servers.addresses import Address, Addresses

ENVIRONMENT = paths.CLONE / ".venv-airflow"
DAGS = paths.CLONE / "dags"
STANDIN = Path(__file__).with_name("inside") / "standin"
USER = "admin"
ROLE = "airflow_metadata"
SETTING = re.compile(r"AIRFLOW__\w+=")


def python() -> Path:
    """The Python of the environment that has Airflow.

    Errors: WorkbookError where `make airflow` has not been run.
    """
    path = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not path.exists() or not (ENVIRONMENT / "complete.json").exists():
        raise WorkbookError("Airflow is not installed here: type `make airflow` in the workbook's folder.")
    return path


def is_installed() -> bool:
    """Whether `make airflow` has been run."""
    return (ENVIRONMENT / "complete.json").exists()


def version() -> str:
    """The Airflow that the lock names, as "3_3_2": another one must not open what this one has migrated."""
    lock = (paths.CLONE / "requirements-airflow.txt").read_text(encoding="utf-8")
    found = re.search(r"^apache-airflow==([\w.]+)", lock, re.MULTILINE)
    assert found
    return found[1].replace(".", "_")


def secret(addresses: Addresses, what: str) -> bytes:
    """32 bytes for one purpose, the same as long as the home's random secret is."""
    return hmac.new(addresses.secret, f"airflow {what}".encode(), hashlib.sha256).digest()


def password(addresses: Addresses) -> str:
    """The password of the user `admin` in the UI and the API."""
    return secret(addresses, "password").hex()[:32]


def home(name: str) -> Path:
    """AIRFLOW_HOME of the Airflow that is called so."""
    return paths.home() / "airflow" / name


def of_a_command(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """The settings before a command, as in `AIRFLOW__CORE__PARALLELISM=8 config list`, and the command's words."""
    given = list(itertools.takewhile(SETTING.match, words))
    return dict(word.split("=", 1) for word in given), words[len(given) :]


def as_variables(connections: Mapping[str, dict]) -> dict[str, str]:
    """Connections as the environment variables in which Airflow looks for them."""
    return {f"AIRFLOW_CONN_{name.upper()}": json.dumps(each) for name, each in connections.items()}


def how_to_log_in(instance: "Instance") -> str:
    """The UI's user, and where the password is, in a sentence."""
    return f'Log in as {USER}. The password is the value of "{USER}" in {instance.passwords}'


@dataclass(frozen=True)
class Instance:
    """One Airflow of a home: its name, the databases that its DAGs read and load, and the folder of its DAGs."""

    name: str
    databases: Databases
    dags: Path

    @property
    def home(self) -> Path:
        """AIRFLOW_HOME."""
        return home(self.name)

    @property
    def passwords(self) -> Path:
        """The file, its owner's alone, that holds the password of the UI's user."""
        return self.home / "passwords.json"

    @property
    def metadata(self) -> Address:
        """Where this Airflow keeps what it knows: a database of its own in the warehouse's server."""
        server = self.databases.addresses.warehouse
        key = secret(self.databases.addresses, "metadata").hex()
        return Address(server.host, server.port, ROLE, key, f"metadata_{self.name}_{version()}")

    def environment(self, port: int | None = None) -> dict[str, str]:
        """The environment of each process of this Airflow; `port` is the API's."""
        addresses, meta = self.databases.addresses, self.metadata
        login = f"{meta.user}:{meta.password}@{meta.host}:{meta.port}/{meta.database}"
        core = {
            "CORE__DAGS_FOLDER": str(self.dags),
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__PARALLELISM": "2",  # tasks at once
            # A file that was changed is known at once: by default, for half a minute the DAG of before is.
            "CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "0",
            "CORE__MIN_SERIALIZED_DAG_FETCH_INTERVAL": "0",
            "CORE__FERNET_KEY": base64.urlsafe_b64encode(secret(addresses, "fernet")).decode(),
            "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.passwords),
            "API_AUTH__JWT_SECRET": secret(addresses, "jwt").hex(),
            "API__SECRET_KEY": secret(addresses, "session").hex(),
            "API__HOST": "127.0.0.1",
            "API__WORKERS": "1",
            "DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{login}",
            "DATABASE__SQL_ALCHEMY_CONN_ASYNC": f"postgresql+asyncpg://{login}",
            "LOGGING__BASE_LOG_FOLDER": str(self.home / "logs"),
            "DAG_PROCESSOR__REFRESH_INTERVAL": "5",
            "SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
            # A task whose process was killed is tried again after half a minute, not five.
            "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
            "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
            "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
            # So long the supervisor sleeps at most, also where it missed that its task has ended: 5 s by default.
            "WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
            "USAGE_DATA_COLLECTION__ENABLED": "False",
        }
        if port is not None:
            core["API__PORT"] = str(port)
            core["API__BASE_URL"] = f"http://127.0.0.1:{port}"
            core["CORE__EXECUTION_API_SERVER_URL"] = f"http://127.0.0.1:{port}/execution/"
        # No setting of the user's own Airflow reaches ours, nor a notebook kernel's wish for colours.
        foreign = ("AIRFLOW", "FORCE_COLOR", "CLICOLOR")
        env = {name: text for name, text in processes.environment().items() if not name.startswith(foreign)}
        env |= {f"AIRFLOW__{name}": text for name, text in core.items()}
        env |= as_variables(self.connections())
        return env | {
            "LC_ALL": "C.UTF-8",  # Airflow warns of a locale without a language at each DAG's schedule
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW_VAR_BUCKET": self.bucket,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_COLOR": "1",  # a notebook's kernel asks for colours; what is said is read by us first
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "PYTHONPATH": str(STANDIN),
            "PYTHONWARNINGS": "ignore:Could not import graphviz,ignore:No system locale set",
            "PYTHONUTF8": "1",
        }

    @property
    def bucket(self) -> str:
        return self.databases.label.replace("_", "-")

    def secrets(self) -> list[str]:
        """What no output may show: keys and passwords of this Airflow and of the servers behind it."""
        env, addresses = self.environment(), self.databases.addresses
        keys = [
            env[f"AIRFLOW__{name}"] for name in ("CORE__FERNET_KEY", "API_AUTH__JWT_SECRET", "API__SECRET_KEY")
        ]
        logins = [each["password"] for each in self.connections().values()]
        return [*keys, *logins, self.metadata.password, password(addresses)]

    def connections(self) -> dict[str, dict]:
        """The connections that the DAGs name, as Airflow reads them from JSON."""
        store = self.databases.addresses.store
        source, warehouse = self.databases.login("source"), self.databases.login("warehouse")
        keys = {"s3_endpoint": store.endpoint, "s3_key_id": store.key_id, "s3_secret": store.secret}
        aws = {
            "endpoint_url": store.endpoint,
            "region_name": "us-east-1",
            "config_kwargs": {"s3": {"addressing_style": "path"}},
        }
        return {
            "source": _connection("mysql", source, {"client": "mysql-connector-python"}),
            "warehouse": _connection("redshift", warehouse, keys),
            "warehouse_postgres": _connection("postgres", warehouse, {}),
            "store": {"conn_type": "aws", "login": store.key_id, "password": store.secret, "extra": aws},
            **announced.connections(),
        }


def _connection(kind: str, server: Address, extra: dict) -> dict:
    return {
        "conn_type": kind,
        "host": server.host,
        "port": server.port,
        "login": server.user,
        "password": server.password,
        "schema": server.database,
        "extra": extra,
    }
