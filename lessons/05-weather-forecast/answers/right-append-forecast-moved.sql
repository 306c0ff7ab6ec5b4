-- rows moved out of incoming
WITH gone AS (DELETE FROM incoming RETURNING *) INSERT INTO temp_weather SELECT * FROM gone;
