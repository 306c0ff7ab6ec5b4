"""What became of some settings and commands of Airflow 2: asked of Airflow itself."""

import re

from workbook.checking.context import Context

# As Airflow 2.2 had them: [section] name.
SETTINGS = {
    "[scheduler] dag_dir_list_interval": "300",
    "[core] sql_alchemy_conn": "sqlite:///airflow.db",
    "[core] dag_concurrency": "16",
    "[webserver] web_server_port": "8080",
    "[api] auth_backend": "airflow.api.auth.backend.basic_auth",
}
COMMANDS = ("airflow webserver", "airflow dags backfill")
# The key of the answer -> the setting whose default it is.
DEFAULTS = {
    "seconds until a new file is found": ("dag_processor", "refresh_interval"),
    "seconds until a known file is read again": ("dag_processor", "min_file_process_interval"),
}
# Sentences of `config lint`, and of a command that is gone.
RENAMED = re.compile(r"renamed to `(?P<new>\w+)` in the `(?P<section>\w+)`")
MOVED = re.compile(r"moved from `\w+` section to `(?P<section>\w+)` section as `(?P<new>\w+)`")
INSTEAD = re.compile(r"Please use `(?P<new>[^`]+)`")


def variable(setting: str) -> str:
    """The environment variable of "[section] name"."""
    section, name = re.fullmatch(r"\[(\w+)\] (\w+)", setting).groups()
    return f"AIRFLOW__{section}__{name}".upper()


def experiment(context: Context) -> dict[str, str]:
    """What Airflow says about each key: the sentence of `config lint`, of the old command, or the value."""
    airflow = context.dag_runner()
    lint = airflow.command("config", "lint", env={variable(name): value for name, value in SETTINGS.items()}).text
    said = {}
    for setting in SETTINGS:
        name = setting.partition("] ")[2]
        said[setting] = next(line.strip(" -") for line in lint.splitlines() if f"`{name}`" in line)
    for command in COMMANDS:
        text = airflow.command(*command.split()[1:]).text
        said[command] = next(line.partition("argument ")[2] for line in text.splitlines() if INSTEAD.search(line))
    for key, (section, name) in DEFAULTS.items():
        ours = f"AIRFLOW__{section}__{name}".upper()  # the workbook's own, which is shorter
        said[key] = airflow.command("config", "get-value", section, name, env={ours: None}).text.strip()
    return said


def truth(said: dict[str, str]) -> dict:
    """The answer, read from what Airflow says."""
    found: dict[str, object] = {}
    for key, text in said.items():
        if key in DEFAULTS:
            found[key] = int(text)
        elif key in COMMANDS:
            found[key] = INSTEAD.search(text)["new"]
        else:
            new = RENAMED.search(text) or MOVED.search(text)
            found[key] = f"[{new['section']}] {new['new']}"
    return found


def evidence(said: dict[str, str], key: str, guess: object) -> str:
    """The words of Airflow for one key."""
    if key in DEFAULTS:
        section, name = DEFAULTS[key]
        return f"The default of [{section}] {name} is {said[key]}. Write it as a number."
    return f"Airflow says: {said[key]}"
