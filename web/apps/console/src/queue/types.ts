// Shapes of the queue's routes and events. Kept in this one file, so that what is generated of the API's description can take its place.
import type { Summary, Urgency, UrgencyTargets } from '@fairlead/api';

type Millis = number;

export type PresenceState = 'online' | 'away' | 'wrap_up' | 'offline';
export interface Presence { state: PresenceState; reason: string | null; until: Millis | null; since: Millis | null }
export type Whom = 'sticky' | 'longest_idle' | 'least_loaded' | 'asked';
export type Rule = 'earliest_due' | 'out_of_slack';
/** Whether somebody waits on the line. */
export type Kind = 'live' | 'deferred';

export interface Offer {
  conversation: Summary;
  version: number;
  until: Millis;
  since: Millis;
  due: Millis;
  because: { rule: string; due: Millis | null; whom: Whom; lowered: number } | null;
  /** First words of the customer. */
  text: string;
}
export interface Held { conversation: string; kind: Kind; since: Millis }
/** `GET /queue/mine` */
export interface Mine { presence: Presence; load: number; capacity: number; live: number; live_cap: number; offer: Offer | null; holds: Held[]; waiting: number }

export interface Item {
  conversation: Summary;
  kind: Kind;
  language: string | null;
  since: Millis;
  limit_ms: number;
  due: Millis;
  place: string;
  standing: 'waiting' | 'offered' | 'held';
  agent: string | null;
  /** Until when it rings. */
  until: Millis | null;
  version: number;
  why: { rule: Rule; due: Millis | null };
  can: { n: number; agents: string[] };
  lowered: number;
  overflown: boolean;
}
export interface AgentWork {
  agent: string;
  presence: Presence;
  load: number;
  capacity: number;
  live: number;
  live_cap: number;
  holds: { conversation: string; kind: Kind; channel: string }[];
  ringing: { conversation: string; until: Millis } | null;
}
export interface Alarm { kind: 'nobody_can' | 'late' | 'spike' | 'nobody_here'; conversation: string | null; channel: string | null; n: number; expected: number | null; since: Millis | null }
/** `GET /queue` */
export interface LiveQueue {
  at: Millis;
  waiting: number;
  late: number;
  due_soon: number;
  longest_live: { wait_ms: number; limit_ms: number; conversation: string } | null;
  items: Item[];
  /** There are more than were asked for. */
  more: boolean;
  agents: AgentWork[];
  alarms: Alarm[];
}

/** `GET /routing-rules` */
export interface RoutingRules {
  guard_ms: number;
  admission_percent: number | null;
  offer_ms: number;
  again_ms: number;
  sticky_percent: number;
  overflow_percent: number;
  overflow: { team: string; to: string[] }[];
  /** To whom work that was taken up passes at the end of a team's hours. */
  hand_over: { team: string; to: string[] }[];
  grace_ms: number;
  wrap_up_ms: number;
  missed_max: number;
  keep_ms: number;
  spike_percent: number;
  version: number;
}
export interface PreviewInput { targets: Omit<UrgencyTargets, 'version'>; rules?: RoutingRules }
export interface PreviewRow {
  rules: 'now' | 'wanted';
  urgent_on_time: number | null;
  late: number;
  live_left: number | null;
  live_in_a_minute: number | null;
  moved: number | null;
  median_wait_ms: number | null;
  p90_wait_ms: number | null;
}
export interface Preview { from: Millis; to: Millis; arrivals: number; calibrated: boolean; rows: PreviewRow[]; per_urgency: { rules: 'now' | 'wanted'; urgency: Urgency; n: number; on_time: number | null; median_wait_ms: number | null; p90_wait_ms: number | null }[] }

export type Firmness = 'must' | 'wish';
/** Work of its topics needs it, at that level. */
export interface Skill { id: string; name: string; topics: string[]; level: number; firmness: Firmness; version: number }
export interface AgentSkill { kind: 'language' | 'topic' | 'named'; key: string; level: number }
export interface ChatLevel { level: number; ended_per_hour: number; low: number; high: number; n: number; harmful: boolean }
/** `GET /agents/{id}/work` */
export interface WorkOf { capacity: number; live_cap: number; skills: AgentSkill[]; version: number; chats: ChatLevel[]; advice: string; next: string; trial: { cap: number; until: Millis } | null }
export type WorkOfInput = Pick<WorkOf, 'capacity' | 'live_cap' | 'skills' | 'version'>;

export interface WaitRow { channel: string; team: string | null; hour: number | null; n: number; median_ms: number; p90_ms: number }
export interface Overtaking { agent_ms: number; per_100h: number | null; harmful_per_100h: number | null; matrix: { served: string; over: string; ms: number; harmful_ms: number }[] }
/** `GET /reports/waits` */
export interface Waits { rows: WaitRow[]; overtaking: Overtaking }
/** Shares are of one; `kept_percent` of a hundred. */
export interface PromiseRow { channel: string; name: string | null; urgency: Urgency; n: number; kept_percent: number | null; answered: number; coverage: number | null; low: number | null; high: number | null; width_median_ms: number | null }
/** `GET /reports/promises` */
export interface Promises { rows: PromiseRow[]; days: { day: string; n: number; covered: number }[] }
