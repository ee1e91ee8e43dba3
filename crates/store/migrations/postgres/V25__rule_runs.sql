-- What rules did to a conversation at one moment is one row, however many of them fired; which of them fired when is another, small one.
CREATE TABLE rule_firing (
  rule UUID NOT NULL,
  at BIGINT NOT NULL,
  run UUID NOT NULL,
  PRIMARY KEY (rule, at, run)
);
INSERT INTO rule_firing (rule, at, run) SELECT rule, at, id FROM rule_run;
CREATE TABLE rule_run_steps (
  -- Made at its time: an older run has a smaller id.
  id UUID PRIMARY KEY,
  conversation UUID NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  at BIGINT NOT NULL,
  -- In their order: `rule` (hex), `trigger`, `because`, `did`, `refused`.
  steps TEXT NOT NULL
);
INSERT INTO rule_run_steps (id, conversation, at, steps)
  SELECT id, conversation, at, '[{"rule":"' || replace(rule::text, '-', '') || '","trigger":"' || trigger_ || '",' || substr(detail, 2) || ']' FROM rule_run;
DROP TABLE rule_run;
ALTER TABLE rule_run_steps RENAME TO rule_run;
CREATE INDEX rule_run_conversation ON rule_run (conversation, at);

UPDATE counter SET value = 25 WHERE name = 'schema_needs' AND value < 25;
