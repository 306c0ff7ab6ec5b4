# expects: lost  primary key  INSERT INTO copy (id, room, nights) VALUES (91, 101, 2), (91, 102, 2) is accepted
{
    "pg ctas": {"rows"},
    "pg like": {"not null"},
    "pg like including defaults": {"not null", "default"},
    "pg like including constraints": {"not null", "check", "primary key", "foreign key"},
    "pg like including all": {"not null", "default", "primary key", "check", "numbering", "comment"},
    "mysql ctas": {"rows", "not null", "default", "comment"},
    "mysql like": {"not null", "default", "primary key", "check", "numbering", "comment"},
}
