SELECT queue_message.id, queue_message.received, queue_message.priority, queue_message.octets, queue_message.spool_file,
  queue_recipient.destination, queue_recipient.state, queue_recipient.attempts, queue_recipient.next, queue_recipient.noticed, queue_recipient.last_text
FROM queue_message
  JOIN queue_recipient ON queue_recipient.message = queue_message.id
ORDER BY queue_message.id, queue_recipient.place
