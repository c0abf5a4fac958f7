-- Held effects are counted by every snapshot: that must cost nothing where there are none.
CREATE INDEX effects_held ON effects (replay_id) WHERE state = 'held';
