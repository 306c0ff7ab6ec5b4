-- the columns written out in another order, wider types, in one transaction
BEGIN;
CREATE TABLE public.temp_weather (
  created_date TIMESTAMPTZ DEFAULT clock_timestamp(),
  "date" DATE,
  max_temp DOUBLE PRECISION,
  min_temp DOUBLE PRECISION,
  temp DOUBLE PRECISION
);
INSERT INTO public.temp_weather ("date", temp, min_temp, max_temp, created_date)
SELECT "date", temp, min_temp, max_temp, created_date
FROM public.weather_forecast;
COMMIT;
