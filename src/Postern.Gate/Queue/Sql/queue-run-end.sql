DELETE FROM queue_run
