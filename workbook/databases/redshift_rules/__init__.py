"""What PostgreSQL has and Redshift has not: one table of rules a module, each rule with the page that says so.

`words` is what rules look at, `rule` what a rule is. All is read by `databases/redshift_dialect.py`, and by nobody
else. A rule is written only for what a page of Redshift's documentation says; what it leaves open is not flagged.
"""
