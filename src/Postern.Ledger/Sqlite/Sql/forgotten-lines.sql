SELECT line FROM forgotten WHERE file = ?1 AND line IS NOT NULL
