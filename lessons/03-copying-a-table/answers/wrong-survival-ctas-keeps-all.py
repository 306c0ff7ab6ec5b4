# expects: you wrote default, not null, primary key, rows. CREATE TABLE copy AS SELECT * FROM bookings
{
    "pg ctas": {"rows", "not null", "default", "primary key"},
    "pg like": {"not null"},
    "pg like including defaults": {"not null", "default"},
    "pg like including constraints": {"not null", "check"},
    "pg like including all": {"not null", "default", "primary key", "check", "numbering", "comment"},
    "mysql ctas": {"rows", "not null", "default", "comment"},
    "mysql like": {"not null", "default", "primary key", "check", "numbering", "comment"},
}
