{{ config(materialized='incremental', unique_key='day') }}

SELECT day, count(*) AS answers, sum(net) AS net, round(100.0 * sum(net) / count(*), 2) AS nps
FROM {{ ref('answers') }}
{% if is_incremental() %}
WHERE day >= (SELECT max(day) FROM {{ this }})
{% endif %}
GROUP BY day
