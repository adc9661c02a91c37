INSERT INTO checkpoint (size, time, note) VALUES (?1, ?2, ?3) ON CONFLICT (size) DO NOTHING
