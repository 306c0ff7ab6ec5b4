# expects: A new address leaves created_at unchanged
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "REPLACE",
    "orders": "REPLACE",
    "customers": "UPSERT",
    "last_logins": "UPSERT",
    "partner_scores": "REPLACE",
}
