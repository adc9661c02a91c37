DELETE FROM queue_hold WHERE destination = ?1
