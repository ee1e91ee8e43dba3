-- What rules did to a conversation at one moment is one row, however many of them fired; which of them fired when is another, small one.
CREATE TABLE rule_firing (
  rule BLOB NOT NULL,
  at INTEGER NOT NULL,
  run BLOB NOT NULL,
  PRIMARY KEY (rule, at, run)
) STRICT;
INSERT INTO rule_firing (rule, at, run) SELECT rule, at, id FROM rule_run;
CREATE TABLE rule_run_steps (
  -- Made at its time: an older run has a smaller id.
  id BLOB PRIMARY KEY,
  conversation BLOB NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  -- In their order: `rule` (hex), `trigger`, `because`, `did`, `refused`.
  steps TEXT NOT NULL
) STRICT;
INSERT INTO rule_run_steps (id, conversation, at, steps)
  SELECT id, conversation, at, '[{"rule":"' || lower(hex(rule)) || '","trigger":"' || trigger_ || '",' || substr(detail, 2) || ']' FROM rule_run;
DROP TABLE rule_run;
ALTER TABLE rule_run_steps RENAME TO rule_run;
CREATE INDEX rule_run_conversation ON rule_run (conversation, at);

UPDATE counter SET value = 25 WHERE name = 'schema_needs' AND value < 25;
