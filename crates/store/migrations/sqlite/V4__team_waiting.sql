-- "Who has waited longest" within a team.
CREATE INDEX conversation_team_waiting ON conversation (status, team, waiting_since, id) WHERE waiting_since IS NOT NULL;
