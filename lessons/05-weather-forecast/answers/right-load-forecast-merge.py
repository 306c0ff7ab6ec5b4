# a temporary table and MERGE
from psycopg2.extras import execute_values


def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE s (date date, temp real, min_temp real, max_temp real) ON COMMIT DROP")
        if rows:
            execute_values(cur, "INSERT INTO s VALUES %s", rows)
        cur.execute("""MERGE INTO weather_forecast w
            USING s ON w.date=s.date
            WHEN MATCHED THEN UPDATE SET temp=s.temp,min_temp=s.min_temp,max_temp=s.max_temp,
                created_date=clock_timestamp()
            WHEN NOT MATCHED THEN INSERT (date,temp,min_temp,max_temp)
            VALUES (s.date,s.temp,s.min_temp,s.max_temp)""")
