DELETE FROM entry_value WHERE number = ?1
