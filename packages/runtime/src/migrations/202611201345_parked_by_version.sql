-- An old instance looks in vain for what it can read among all that is parked during a rollout: by version it finds at once that
-- there is nothing.
DROP INDEX dead_letters_parked;
CREATE INDEX dead_letters_parked ON dead_letters (subject, ((delivery ->> 'version')::int))
  WHERE state = 'open' AND reason IN ('unknown_event', 'unknown_version');
