-- expects: its triggers
ALTER TABLE weather_copy ADD PRIMARY KEY (date);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created_date := now(); RETURN NEW; END $$;
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON weather_copy FOR EACH ROW EXECUTE FUNCTION stamp();
