-- a trigger in place of a default
SELECT * INTO temp_weather FROM weather_forecast;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.created_date := coalesce(NEW.created_date, now());
  RETURN NEW;
END $$;
CREATE TRIGGER stamp_new_rows BEFORE INSERT ON temp_weather FOR EACH ROW EXECUTE FUNCTION stamp();
