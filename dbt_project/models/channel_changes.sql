SELECT first_channel, last_channel, count(*) AS users
FROM {{ ref('user_channels') }}
GROUP BY first_channel, last_channel
