DELETE FROM queue_message WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM queue_recipient WHERE message = ?1)
