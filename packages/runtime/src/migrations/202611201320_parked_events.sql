-- Every instance looks again and again for parked events that it can read by now: that must cost nothing where there is none.
CREATE INDEX dead_letters_parked ON dead_letters (subject, dead_at)
  WHERE state = 'open' AND reason IN ('unknown_event', 'unknown_version');
