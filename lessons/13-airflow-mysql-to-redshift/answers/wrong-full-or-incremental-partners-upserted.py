# expects: No later load reads that day again
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "REPLACE",
    "orders": "REPLACE",
    "customers": "REPLACE",
    "last_logins": "UPSERT",
    "partner_scores": "UPSERT",
}
