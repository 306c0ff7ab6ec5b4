CREATE UNIQUE INDEX changes_latest ON public.changes USING btree (id, modified DESC NULLS FIRST);
ANALYZE changes;
