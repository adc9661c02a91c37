DELETE FROM queue_recipient WHERE message = ?1 AND place = ?2
