SELECT * FROM nps WHERE modified <@ tsrange('2025-06-01', '2025-06-02');
