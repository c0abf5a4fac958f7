-- How many effects ended lately, and how, is counted without reading those that ended before.
CREATE INDEX effects_ended ON effects (state, ended_at) WHERE ended_at IS NOT NULL;
