# expects: Write one of 'APPEND', 'REPLACE', 'UPSERT'
{
    "nps": "incremental",
    "clicks": "UPSERT",
    "channels": "REPLACE",
    "orders": "full",
    "customers": "REPLACE",
    "last_logins": "UPSERT",
    "partner_scores": "REPLACE",
}
