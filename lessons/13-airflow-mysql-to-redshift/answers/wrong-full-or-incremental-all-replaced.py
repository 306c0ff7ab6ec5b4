# expects: where 7 are enough
{
    "nps": "REPLACE",
    "clicks": "REPLACE",
    "channels": "REPLACE",
    "orders": "REPLACE",
    "customers": "REPLACE",
    "last_logins": "REPLACE",
    "partner_scores": "REPLACE",
}
