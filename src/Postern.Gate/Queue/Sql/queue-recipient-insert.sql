INSERT INTO queue_recipient (message, place, path, notify, original, destination, state, attempts, next, noticed, last_text)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
