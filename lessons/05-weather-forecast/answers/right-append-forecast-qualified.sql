-- schema-qualified and quoted names, clock_timestamp()
INSERT INTO public."temp_weather" SELECT i.*, clock_timestamp() FROM public.incoming i;
