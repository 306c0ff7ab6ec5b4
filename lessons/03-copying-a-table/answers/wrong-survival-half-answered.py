# expects: ✗ mysql like: not predicted yet
{
    "pg ctas": {"rows"},
    "pg like": {"not null"},
    "pg like including defaults": {"not null", "default"},
    "pg like including constraints": {"not null", "check"},
    "pg like including all": {"not null", "default", "primary key", "check", "numbering", "comment"},
    "mysql ctas": {"rows", "not null", "default", "comment"},
}
