# expects: kept  default      INSERT INTO copy (id, room) VALUES (91, 101) gives nights 1
{
    "pg ctas": {"rows"},
    "pg like": {"not null"},
    "pg like including defaults": {"not null", "default"},
    "pg like including constraints": {"not null", "check"},
    "pg like including all": {"not null", "default", "primary key", "check", "numbering", "comment"},
    "mysql ctas": {"rows"},
    "mysql like": {"not null", "default", "primary key", "check", "numbering", "comment"},
}
