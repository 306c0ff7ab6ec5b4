-- expects: there is no snapshot customer_history; there are: none.
-- file: models/customer_history.sql
SELECT *, now() AS dbt_valid_from, NULL::timestamp AS dbt_valid_to FROM {{ source('shop', 'customers') }}
