// Shapes of the HTTP API: generated from its description, and the few that it leaves to the console.
import type * as G from './generated.ts';
export type * from './generated.ts';

export type Id = string;
export type DraftKind = G.WriteKind;
/** What follows on sending. */
export interface Then { do: G.ThenDo; until?: G.Millis | null }
/** A message as the composer sends it: nothing left out. */
export type Outgoing = G.WriteInput & Required<Pick<G.WriteInput, 'html' | 'to' | 'cc' | 'bcc' | 'attachments' | 'mentions'>> & { then: Then };
export type SearchHit = G.Hit;
export type ApiSide = G.Side;
export type Presence = G.Here;
export type Reconcile = G.Report;
/** What of the trail is wanted. */
export type AuditWanted = Pick<G.Calls['GET /audit']['query'], 'agent' | 'act' | 'target' | 'from' | 'until'>;
/** Which articles are wanted. */
export type ArticlesWanted = Omit<G.Calls['GET /articles']['query'], 'cursor' | 'limit'>;
export type ListQuery = G.Calls['GET /conversations']['query'];

/** Kept by the server as they are, read by the console alone. */
export interface AgentSettings {
  theme?: 'system' | 'light' | 'dark';
  density?: 'comfortable' | 'compact';
  letter_keys?: boolean;
  keys?: Record<string, string>;
  send_mode?: 'send' | 'resolve' | 'snooze';
  after?: 'next' | 'list' | 'stay';
  dir?: 'ltr' | 'rtl' | null;
  locale?: string | null;
  list_width?: number;
}

export type NotificationKind = 'replied' | 'rule' | 'sla_warned' | 'assigned' | 'mentioned' | 'sla_breached';
export interface NotificationWays { page: boolean; desktop: boolean; sound: boolean; email: boolean }
/** What an agent chose; minutes of the day and days (0 is Monday) in their zone. */
export interface NotificationChoices {
  ways: Record<NotificationKind, NotificationWays>;
  digest: 'off' | 'hourly' | 'daily';
  quiet: { hours: { from: number; to: number } | null; days: number[] };
  content: boolean;
}

// The frames of the socket, which the description of the HTTP API does not cover.
export interface FeedEvent {
  position: number; at: G.Millis; actor: { by: string; id?: Id | null }; kind: string; conversation?: Id | null; message?: Id | null;
  [key: string]: unknown;
}
export interface FeedEvents {
  type: 'events'; position: number; events: FeedEvent[]; patches?: { conversations?: G.Summary[] }; counts?: G.Counts | null;
}
export type FeedFrame =
  | { type: 'hello'; position: number } | FeedEvents | { type: 'reset'; position: number }
  | { type: 'presence'; conversation: Id; agents: Presence[]; customer_typing?: boolean } | { type: 'ping' } | { type: 'signed_out' };
