SELECT destination FROM queue_hold ORDER BY destination
