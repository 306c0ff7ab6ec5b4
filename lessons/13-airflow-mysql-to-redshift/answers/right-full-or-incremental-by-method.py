# the same, by method
{
    "channels": "REPLACE",
    "orders": "REPLACE",
    "customers": "REPLACE",
    "partner_scores": "REPLACE",
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "last_logins": "UPSERT",
}
