-- a stamp of whole seconds
INSERT INTO temp_weather SELECT i.*, date_trunc('second', now()) FROM public.incoming i;
