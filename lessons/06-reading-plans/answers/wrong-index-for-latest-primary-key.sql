-- expects: both columns in one direction
ALTER TABLE changes ADD PRIMARY KEY (id, modified);
