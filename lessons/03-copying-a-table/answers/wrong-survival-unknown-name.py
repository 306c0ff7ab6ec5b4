# expects: 'pk' is not among the names
{
    "pg ctas": {"rows"},
    "pg like": {"not null", "pk"},
    "pg like including defaults": {"not null", "default"},
    "pg like including constraints": {"not null", "check"},
    "pg like including all": {"not null", "default", "primary key", "check", "numbering", "comment"},
    "mysql ctas": {"rows", "not null", "default", "comment"},
    "mysql like": {"not null", "default", "primary key", "check", "numbering", "comment"},
}
