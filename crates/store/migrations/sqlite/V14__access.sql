-- Permission sets of one's own; the shipped ones are in the program. agent.permission_set names either.
CREATE TABLE permission_set (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  permissions TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- How a session began: password, totp (password and code), passkey, oidc.
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT 'password';

CREATE TABLE api_token (
  id BLOB PRIMARY KEY,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  token_hash BLOB NOT NULL UNIQUE,
  permissions TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER,
  last_ip TEXT,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_token_agent ON api_token (agent, created_at);

CREATE TABLE totp (
  agent BLOB PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE,
  sealed BLOB NOT NULL,
  -- Null until the first code was typed: it asks for nothing before.
  confirmed_at INTEGER,
  -- The newest time step that was used: a code works once.
  last_step INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery_code (
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  code_hash BLOB NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (agent, code_hash)
) STRICT;

CREATE TABLE passkey (
  id BLOB PRIMARY KEY,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  credential BLOB NOT NULL UNIQUE,
  -- COSE_Key as the authenticator gave it.
  public_key BLOB NOT NULL,
  sign_count INTEGER NOT NULL DEFAULT 0,
  backed_up INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX passkey_agent ON passkey (agent, created_at);

-- Who an agent is at an OpenID provider.
CREATE TABLE agent_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  agent BLOB NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX agent_identity_agent ON agent_identity (agent);

-- A sign-in or registration that is half done: second factor, passkey challenge, OpenID state.
CREATE TABLE sign_in_step (
  token_hash BLOB PRIMARY KEY,
  kind TEXT NOT NULL,
  agent BLOB REFERENCES agent(id) ON DELETE CASCADE,
  data TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_step_expires ON sign_in_step (expires_at);

CREATE INDEX audit_agent ON audit (agent, at, id);
CREATE INDEX audit_act ON audit (act, at, id);
CREATE INDEX audit_target ON audit (target, at, id);
