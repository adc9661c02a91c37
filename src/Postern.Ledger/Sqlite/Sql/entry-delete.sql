DELETE FROM entry WHERE number = ?1
