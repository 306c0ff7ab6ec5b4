from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass
class Day:
    date: dt.date
    temp: float | None
    low: float | None
    high: float | None


def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        for d in (Day(*r) for r in rows):
            cur.execute("DELETE FROM weather_forecast WHERE date=%s", (d.date,))
            cur.execute(
                "INSERT INTO weather_forecast (date,temp,min_temp,max_temp) VALUES (%s,%s,%s,%s)",
                (d.date, d.temp, d.low, d.high),
            )
