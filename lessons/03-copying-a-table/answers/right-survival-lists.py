# the same in another order, with lists and tuples in place of sets
{
    "mysql like": ["primary key", "default", "not null", "check", "comment", "numbering"],
    "mysql ctas": ("comment", "default", "not null", "rows"),
    "pg like including all": ["comment", "numbering", "check", "primary key", "default", "not null"],
    "pg like including constraints": ["check", "not null"],
    "pg like including defaults": ["default", "not null"],
    "pg like": ["not null"],
    "pg ctas": ["rows"],
}
