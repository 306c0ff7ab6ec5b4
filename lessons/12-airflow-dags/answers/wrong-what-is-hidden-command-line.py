# expects: It shows: not-a-real-one
{
    "the Variable db_password, in the UI": "masked",
    "the Variable greeting, in the UI": "clear",
    "the Variable greeting, in Airflow's database": "encrypted",
    "the Variable db_password, by airflow variables get": "masked",
    "a Connection's password, in Airflow's database": "encrypted",
    "a Connection's host, in Airflow's database": "clear",
    "api_key in a Connection's extra, in the UI": "masked",
    "a Connection's password, printed by a task": "masked",
    "the same with a space after each letter": "clear",
    "a Connection's password, in AIRFLOW_CONN_SHOP of the process": "clear",
}
