# expects: Write it as a number
{
    "[scheduler] dag_dir_list_interval": "[dag_processor] refresh_interval",
    "[core] sql_alchemy_conn": "[database] sql_alchemy_conn",
    "[core] dag_concurrency": "[core] max_active_tasks_per_dag",
    "[webserver] web_server_port": "[api] port",
    "[api] auth_backend": "[fab] auth_backends",
    "airflow webserver": "airflow api-server",
    "airflow dags backfill": "airflow backfill create",
    "seconds until a new file is found": "300",
    "seconds until a known file is read again": 30,
}
