-- Where a contract was drafted, in the trace: what its client does later is linked to it. Null when nothing was traced.
ALTER TABLE contracts ADD COLUMN traceparent text;
