# expects: loses the past dates
def load_forecast(conn, rows):
    cur = conn.cursor()
    try:
        cur.execute("BEGIN;")
        cur.execute("DELETE FROM weather_forecast;")
        for r in rows:
            cur.execute(f"INSERT INTO weather_forecast VALUES ('{r[0]}', {r[1]}, {r[2]}, {r[3]}, default)")
        cur.execute("COMMIT;")
    except Exception:
        cur.execute("ROLLBACK;")
