-- expects: GETDATE is a function of Redshift, not of PostgreSQL: write now()
INSERT INTO temp_weather SELECT *, GETDATE() FROM incoming;
