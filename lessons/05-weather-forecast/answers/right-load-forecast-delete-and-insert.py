# another way: The given days are deleted and inserted again, in one transaction. It runs on
# Redshift too.
def load_forecast(conn, rows):
    cur = conn.cursor()
    try:
        cur.execute("DELETE FROM weather_forecast WHERE date = ANY(%s::date[])", ([r[0] for r in rows],))
        for r in rows:
            cur.execute(
                """INSERT INTO weather_forecast (date, temp, min_temp, max_temp)
                VALUES (%s,%s,%s,%s)""",
                r,
            )
        cur.execute("COMMIT")
    except BaseException:
        cur.execute("ROLLBACK")
        raise
