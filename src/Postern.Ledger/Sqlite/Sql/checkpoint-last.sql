SELECT size, time, note FROM checkpoint ORDER BY size DESC LIMIT 1
