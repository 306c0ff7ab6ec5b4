"""What Airflow masks, what it encrypts, and what it shows in clear: tried with values of our own."""

from workbook.checking.context import Context

MASKED, ENCRYPTED, CLEAR = "masked", "encrypted", "clear"
# Made up, of no server.
PASSWORD, GREETING, API_KEY, HOST = "not-a-real-one", "good-morning", "not-a-real-key", "shop.example"
EXTRA = f'{{"api_key": "{API_KEY}"}}'

SHOWS = """
from airflow.sdk import BaseHook, Variable, dag, task

@dag(schedule=None)
def shows():
    @task
    def show():
        from airflow.api_fastapi.core_api.datamodels.connections import ConnectionResponse
        from airflow.api_fastapi.core_api.datamodels.variables import VariableResponse

        plain = dict(description=None, is_encrypted=True, team_name=None)
        for name in ("db_password", "greeting"):
            print("UI", name, VariableResponse(key=name, val=Variable.get(name), **plain).val)
        shop = BaseHook.get_connection("shop")
        ui = ConnectionResponse(
            connection_id="shop", conn_type="mysql", description=None, host=shop.host, login=shop.login,
            schema=None, port=None, password=shop.password, extra=shop.extra, team_name=None,
        )
        print("UI extra", ui.extra)
        print("log password", shop.password)
        print("log spaced", " ".join(shop.password))

    show()

shows()
"""  # the UI shows what these two classes give: they are what its API answers with

VARIABLE_UI, GREETING_UI = "the Variable db_password, in the UI", "the Variable greeting, in the UI"
GREETING_STORED = "the Variable greeting, in Airflow's database"
VARIABLE_CLI = "the Variable db_password, by airflow variables get"
PASSWORD_STORED, HOST_STORED = (
    "a Connection's password, in Airflow's database",
    "a Connection's host, in Airflow's database",
)
EXTRA_UI = "api_key in a Connection's extra, in the UI"
PASSWORD_LOG, SPACED_LOG = "a Connection's password, printed by a task", "the same with a space after each letter"
ENVIRONMENT = "a Connection's password, in AIRFLOW_CONN_SHOP of the process"


def experiment(context: Context) -> dict[str, str]:
    """What each place shows, as it is."""
    airflow = context.dag_runner()
    for name, value in (("db_password", PASSWORD), ("greeting", GREETING)):
        airflow.command("variables", "set", name, value)
    airflow.command("connections", "delete", "shop")
    login = ("--conn-login", "me", "--conn-password", PASSWORD, "--conn-extra", EXTRA)
    airflow.command("connections", "add", "shop", "--conn-type", "mysql", "--conn-host", HOST, *login)
    airflow.put(SHOWS, "shows.py")
    log = airflow.command("tasks", "test", "shows", "show", "2025-03-01").text

    def printed(words: str) -> str:
        return next(line.removeprefix(words).strip() for line in log.splitlines() if line.startswith(words))

    [(greeting,)] = airflow.stored("SELECT val FROM variable WHERE key = 'greeting'")
    [(password, host)] = airflow.stored("SELECT password, host FROM connection WHERE conn_id = 'shop'")
    uri = f"mysql://me:{PASSWORD}@{HOST}"
    return {
        VARIABLE_UI: printed("UI db_password"),
        GREETING_UI: printed("UI greeting"),
        GREETING_STORED: greeting,
        VARIABLE_CLI: airflow.command("variables", "get", "db_password").text.strip(),
        PASSWORD_STORED: password,
        HOST_STORED: host,
        EXTRA_UI: printed("UI extra"),
        PASSWORD_LOG: printed("log password"),
        SPACED_LOG: printed("log spaced"),
        ENVIRONMENT: airflow.command(
            "connections", "get", "shop2", "-o", "plain", env={"AIRFLOW_CONN_SHOP2": uri}
        ).text,
    }


def truth(seen: dict[str, str]) -> dict[str, str]:
    """Each place, and the form that the value has there."""
    clear = (PASSWORD, GREETING, API_KEY, HOST, " ".join(PASSWORD))

    def kind(text: str) -> str:
        if any(value in text for value in clear):
            return CLEAR
        return MASKED if "***" in text else ENCRYPTED

    return {place: kind(text) for place, text in seen.items()}


def evidence(seen: dict[str, str], key: str, guess: object) -> str:
    """The beginning of what that place shows."""
    text = seen[key]
    if key == ENVIRONMENT:
        return (
            "The environment is plain text: anyone who can read it has the password. airflow connections get"
            " prints it."
        )
    return f"It shows: {text if len(text) < 60 else text[:40] + '…'}"
