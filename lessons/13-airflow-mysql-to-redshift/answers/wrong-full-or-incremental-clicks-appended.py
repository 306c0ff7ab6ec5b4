# expects: one day was loaded twice
{
    "nps": "UPSERT",
    "clicks": "APPEND",
    "channels": "REPLACE",
    "orders": "REPLACE",
    "customers": "REPLACE",
    "last_logins": "UPSERT",
    "partner_scores": "REPLACE",
}
