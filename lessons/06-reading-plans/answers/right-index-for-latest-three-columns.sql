-- another way: With score in the index too, the query can be answered from the index alone. The
-- index is larger, and each write costs more.
CREATE INDEX changes_latest ON changes (id ASC, modified DESC, score);
