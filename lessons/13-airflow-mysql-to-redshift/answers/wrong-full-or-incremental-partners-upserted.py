# expects: No later load asks for that day
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "REPLACE",
    "orders": "REPLACE",
    "customers": "REPLACE",
    "last_logins": "UPSERT",
    "partner_scores": "UPSERT",
}
