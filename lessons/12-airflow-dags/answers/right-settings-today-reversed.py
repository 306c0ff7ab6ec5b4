{
    "seconds until a known file is read again": 30,
    "seconds until a new file is found": 300,
    "airflow dags backfill": "airflow backfill create",
    "airflow webserver": "airflow api-server",
    "[api] auth_backend": "[fab] auth_backends",
    "[webserver] web_server_port": "[api] port",
    "[core] dag_concurrency": "[core] max_active_tasks_per_dag",
    "[core] sql_alchemy_conn": "[database] sql_alchemy_conn",
    "[scheduler] dag_dir_list_interval": "[dag_processor] refresh_interval",
}
