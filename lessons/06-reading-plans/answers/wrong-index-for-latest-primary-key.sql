-- expects: both columns in the same direction
ALTER TABLE changes ADD PRIMARY KEY (id, modified);
