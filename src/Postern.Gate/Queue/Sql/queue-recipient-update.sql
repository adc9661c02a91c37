UPDATE queue_recipient SET state = ?3, attempts = ?4, next = ?5, noticed = ?6, last_text = ?7 WHERE message = ?1 AND place = ?2
