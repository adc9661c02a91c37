DELETE FROM contact_block WHERE first >= ?1 AND first < ?2
