# expects: a removed row has no modified
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "REPLACE",
    "orders": "UPSERT",
    "customers": "REPLACE",
    "last_logins": "UPSERT",
    "partner_scores": "REPLACE",
}
