-- Whom a message was for, so that an unsubscription or a bounce counts even when the address is not kept any more. SHA-256 of
-- `email:<address>`, as on the suppression list. Null: the message was kept before this was.
ALTER TABLE messages ADD COLUMN identity_sha256 text CHECK (identity_sha256 ~ '^[0-9a-f]{64}$');
