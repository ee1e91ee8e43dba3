-- Two that ask at once, after the leader changed, get one look: what was asked first goes on.
DELETE FROM probe WHERE ended_at IS NULL AND EXISTS (
  SELECT 1 FROM probe o WHERE o.door = probe.door AND o.ended_at IS NULL AND o.id < probe.id
);
CREATE UNIQUE INDEX probe_one_open ON probe (door) WHERE ended_at IS NULL;
