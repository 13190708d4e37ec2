-- The Message-IDs a message refers to stand with it, eight bytes each. Only those of mail that matched nobody are looked
-- up by id: it may turn out to answer a mail of the crm. In a first sync of clients' mail that saves many rows.

ALTER TABLE messages ADD COLUMN refs BLOB NOT NULL DEFAULT x'';

UPDATE messages
SET refs = (SELECT coalesce(unhex(group_concat(printf('%016x', r.id_hash), '')), x'')
            FROM message_refs r
            WHERE r.message_id = messages.id);

DELETE FROM message_refs
WHERE message_id NOT IN (SELECT id FROM messages WHERE decision = 'skipped' AND reason = 'unmatched');
