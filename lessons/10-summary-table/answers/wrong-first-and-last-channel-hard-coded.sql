-- expects: the same rows whatever the table holds
SELECT * FROM (VALUES (27, 'organic', 'direct'), (41, 'paid_search', 'paid_search'),
                      (58, 'email', 'email'), (93, 'direct', 'organic')) AS ends (userid, first_channel, last_channel);
