-- What a run was wished for beside words: no more opportunities than these, and the sentence it was read from.
ALTER TABLE runs ADD COLUMN max_found integer CHECK (max_found > 0);
ALTER TABLE runs ADD COLUMN prompt text;
