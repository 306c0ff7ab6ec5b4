# expects: another session sees weather_forecast half done
def load_forecast(conn, rows):
    cur = conn.cursor()
    cur.execute("DELETE FROM weather_forecast WHERE date = ANY(%s::date[])", ([r[0] for r in rows],))
    conn.commit()
    cur.executemany("INSERT INTO weather_forecast (date,temp,min_temp,max_temp) VALUES (%s,%s,%s,%s)", rows)
    conn.commit()
