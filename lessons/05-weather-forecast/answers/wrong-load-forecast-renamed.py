# expects: weather_forecast is another table than before
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TABLE n (LIKE weather_forecast INCLUDING ALL)")
        cur.execute(
            """INSERT INTO n
            SELECT *
            FROM weather_forecast WHERE date <> ALL(%s::date[])""",
            ([r[0] for r in rows],),
        )
        cur.executemany("INSERT INTO n VALUES (%s,%s,%s,%s)", rows)
        cur.execute("DROP TABLE weather_forecast")
        cur.execute("ALTER TABLE n RENAME TO weather_forecast")
