-- Permission sets of one's own; the shipped ones are in the program. agent.permission_set names either.
CREATE TABLE permission_set (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL UNIQUE,
  permissions text NOT NULL,
  scope text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

-- How a session began: password, totp (password and code), passkey, oidc.
ALTER TABLE session ADD COLUMN method text NOT NULL DEFAULT 'password';

CREATE TABLE api_token (
  id uuid PRIMARY KEY,
  agent uuid NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  name text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  permissions text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  last_used_at bigint,
  last_ip text,
  revoked_at bigint
);
CREATE INDEX api_token_agent ON api_token (agent, created_at);

CREATE TABLE totp (
  agent uuid PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE,
  sealed bytea NOT NULL,
  -- Null until the first code was typed: it asks for nothing before.
  confirmed_at bigint,
  -- The newest time step that was used: a code works once.
  last_step bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL
);
CREATE TABLE recovery_code (
  agent uuid NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  used_at bigint,
  PRIMARY KEY (agent, code_hash)
);

CREATE TABLE passkey (
  id uuid PRIMARY KEY,
  agent uuid NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  name text NOT NULL,
  credential bytea NOT NULL UNIQUE,
  -- COSE_Key as the authenticator gave it.
  public_key bytea NOT NULL,
  sign_count bigint NOT NULL DEFAULT 0,
  backed_up bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  last_used_at bigint
);
CREATE INDEX passkey_agent ON passkey (agent, created_at);

-- Who an agent is at an OpenID provider.
CREATE TABLE agent_identity (
  issuer text NOT NULL,
  subject text NOT NULL,
  agent uuid NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
  created_at bigint NOT NULL,
  last_used_at bigint NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX agent_identity_agent ON agent_identity (agent);

-- A sign-in or registration that is half done: second factor, passkey challenge, OpenID state.
CREATE TABLE sign_in_step (
  token_hash bytea PRIMARY KEY,
  kind text NOT NULL,
  agent uuid REFERENCES agent(id) ON DELETE CASCADE,
  data text NOT NULL,
  tries bigint NOT NULL DEFAULT 0,
  expires_at bigint NOT NULL
);
CREATE INDEX sign_in_step_expires ON sign_in_step (expires_at);

CREATE INDEX audit_agent ON audit (agent, at, id);
CREATE INDEX audit_act ON audit (act, at, id);
CREATE INDEX audit_target ON audit (target, at, id);
