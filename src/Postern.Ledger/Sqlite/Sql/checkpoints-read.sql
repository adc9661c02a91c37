SELECT size, time, note FROM checkpoint ORDER BY size
