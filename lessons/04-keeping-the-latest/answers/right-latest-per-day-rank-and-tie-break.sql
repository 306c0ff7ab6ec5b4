-- RANK is right too where the order leaves no tie; wider types
select date, temp::double precision, min_temp::double precision as min_temp, max_temp::numeric, created_date::timestamptz
from (select *, rank() over (partition by date order by created_date desc, ctid desc) as r from temp_weather) x
where r = 1 order by date desc;
