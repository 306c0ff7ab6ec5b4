-- a stamp that is rounded, and may so lie half a second ahead
INSERT INTO temp_weather SELECT i.*, current_timestamp(0) FROM public.incoming i;
