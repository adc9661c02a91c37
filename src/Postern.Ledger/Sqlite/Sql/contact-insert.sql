INSERT INTO contact (number, time, pair, outcome, bytes, source_port, target_port, file, line, aggregate, detail)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
