-- a transaction, Windows line ends, columns in another order
BEGIN;
INSERT INTO temp_weather (max_temp, min_temp, temp, date) SELECT max_temp, min_temp, temp, date FROM incoming;
COMMIT;
