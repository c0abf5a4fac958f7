-- Whether contracts are drafted for what the run finds, or only once somebody asks.
ALTER TABLE runs ADD COLUMN auto_contract boolean NOT NULL DEFAULT true;
