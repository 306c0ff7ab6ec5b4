# expects: a row that is gone has no modified
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "REPLACE",
    "orders": "UPSERT",
    "customers": "REPLACE",
    "last_logins": "UPSERT",
    "partner_scores": "REPLACE",
}
