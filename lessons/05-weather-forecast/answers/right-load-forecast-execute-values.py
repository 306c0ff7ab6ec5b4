# one upsert of all rows; commit, or roll back and raise
from psycopg2.extras import execute_values


def load_forecast(conn, rows):
    if not rows:
        return
    try:
        with conn.cursor() as cur:
            execute_values(
                cur,
                """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
                VALUES %s
                ON CONFLICT (date)
                DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()""",
                rows,
            )
        conn.commit()
    except Exception:
        conn.rollback()
        raise
