SELECT number, sealed FROM forgotten WHERE number >= ?1 AND number < ?2 ORDER BY number
