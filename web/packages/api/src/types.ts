// Shapes of the HTTP API. Ids are prefixed strings, times integer milliseconds UTC, absent is null.
export type Id = string;
export type Millis = number;
export type Status = 'open' | 'waiting' | 'snoozed' | 'resolved' | 'spam';
export type Urgency = 'low' | 'normal' | 'high' | 'urgent';
export type PermissionSet = 'administrator' | 'lead' | 'agent';
export type Stage = 'draft' | 'pilot' | 'live' | 'winding_down' | 'closed';
export type DeliveryState = 'held' | 'queued' | 'sending' | 'sent' | 'retrying' | 'uncertain' | 'failed' | 'bounced' | 'cancelled';

export interface Page<T> { items: T[]; next: string | null }

export interface Agent {
  id: Id; name: string; email: string; permission_set: PermissionSet; teams: Id[];
  zone: string | null; locale: string | null; active: boolean; invited: boolean;
}
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
  notifications?: { desktop?: boolean; content?: boolean };
}
export interface Me extends Agent { permissions: string[]; settings: AgentSettings }
export interface Team { id: Id; name: string; signature: string | null; archived?: boolean; members?: Id[] }
export interface Door { id: Id; address: string; channel?: Id; removed_at?: Millis | null }
export interface Channel {
  id: Id; kind: string; name: string; brand: Id | null; team: Id | null; stage: Stage; paused: boolean;
  successor: Id | null; first_response_target_min: number; acknowledge: boolean; version: number; doors: Door[];
}
export interface Tag { id: Id; name: string; colour: string | null }
export interface Topic { id: Id; name: string; parent: Id | null }
export interface Macro {
  id: Id; name: string; shortcut: string | null; html: string; actions: MacroAction[]; team: Id | null;
  archived?: boolean; used_count?: number;
}
export type MacroAction =
  | { do: 'status'; status: Status } | { do: 'tag'; tag: Id } | { do: 'assign'; agent: Id | null }
  | { do: 'team'; team: Id | null } | { do: 'urgency'; urgency: Urgency };
export interface Counts {
  mine: number; unassigned: number; all: number; waiting: number; snoozed: number; spam: number;
  mentions: number; quarantine: number; teams: Record<Id, number>;
}
export interface Organization { name: string; zone: string; locale: string; public_url: string | null }
/** A throw-away desk: anybody may sign in as anybody. */
export interface DemoDoor { company: string; password: string; agents: { name: string; email: string; zone: string }[] }

export interface Bootstrap {
  me: Me; organization: Organization; agents: Agent[]; teams: Team[]; channels: Channel[]; tags: Tag[];
  topics: Topic[]; macros: Macro[]; counts: Counts; csrf: string; position: number;
  demo: { company: string; clock: Millis } | null; now: Millis; version: string;
}
export interface Addr { name: string | null; address: string }
export interface Summary {
  id: Id; number: number; subject: string; preview: string; status: Status; snoozed_until: Millis | null;
  urgency: Urgency; urgency_source: string; topic: Id | null; topic_source: string | null; team: Id | null;
  assignee: Id | null; channel: Id; door: Id | null; contact: { id: Id; name: string | null; address: string | null } | null;
  tags: Id[]; last_at: Millis; last_customer_at: Millis | null; waiting_since: Millis | null;
  first_reply_at: Millis | null; created_at: Millis; unread: boolean; message_count: number;
  last_kind: 'customer' | 'agent' | 'note' | string; language: string | null; draft: boolean;
  hint: { id: Id; number: number } | null; spam_reason: string | null; limited: boolean; version: number;
}
export interface Attachment { id: Id; name: string; type: string; size: number; inline: boolean; content_id: string | null }
export interface Delivery {
  id: Id; recipient: string; state: DeliveryState; attempt: number; next_at: Millis | null;
  last_text: string | null; undo_until: Millis | null;
}
export interface Authentication {
  spf: string | null; dkim: string | null; dmarc: string | null; arc: string | null; domain: string | null; details?: unknown;
}
export interface Message {
  id: Id; kind: 'customer' | 'agent' | 'note' | 'call' | 'event'; at: Millis;
  author: { type: 'agent' | 'contact' | 'system'; id: Id | null; name: string | null; address?: string | null };
  subject: string | null; html: string | null; text: string; reply: string | null;
  folded: { kind: string; text: string }[]; from: Addr | null; to: Addr[]; cc: Addr[]; bcc: Addr[];
  attachments: Attachment[]; automatic: 'none' | 'auto-reply' | 'bounce' | 'list' | 'loop'; auto_text: string | null;
  language: string | null; authentication: Authentication | null; warnings: { code: string; message: string }[];
  deliveries: Delivery[]; event: ThreadEvent | null; has_raw: boolean; remote_images: number; door: Id | null;
}
export interface ThreadEvent { name: string; [key: string]: unknown }
export type DraftKind = 'reply' | 'note' | 'forward';
export interface Draft {
  kind: DraftKind; html: string; to: Addr[]; cc: Addr[]; bcc: Addr[]; subject: string | null;
  attachments: Attachment[]; updated_at: Millis;
}
export interface Identity { id: Id; kind: string; value: string; verified: string | boolean; undeliverable: boolean }
export interface Contact {
  id: Id; name: string | null; organization: string | null; language: string | null; zone: string | null; note: string | null;
  blocked: boolean; created_at: Millis; identities: Identity[]; conversation_count: number;
}
export interface Participant { address: string; name: string | null; role: string; new_to_conversation: boolean }
export interface Presence { agent: Id; state?: 'viewing' | 'writing'; id?: Id }
export interface ReplyPlan { to: Addr[]; cc: Addr[]; warning: { code: string; message: string } | null }
export interface Detail {
  conversation: Summary & {
    followers: Id[]; participants: Participant[];
    links: { kind: string; conversation: { id: Id; number: number; subject: string; status: Status } }[];
    promise: { usually_at: Millis; almost_always_at: Millis; kept_at: Millis | null } | null;
  };
  messages: Message[]; earlier: string | null; contact: Contact | null; history: Summary[]; draft: Draft | null;
  presence: Presence[]; reply: ReplyPlan;
}
export interface Then { do: 'wait' | 'resolve' | 'snooze' | 'keep'; until?: Millis }
export interface Outgoing {
  kind: DraftKind; html: string; to: Addr[]; cc: Addr[]; bcc: Addr[]; subject?: string | null; attachments: Id[];
  mentions: Id[]; then: Then; last_seen: Id | null; force?: boolean;
}
export interface NewConversation {
  channel: Id; to: Addr[]; cc: Addr[]; bcc: Addr[]; subject: string; html: string; attachments: Id[];
  urgency?: Urgency; team?: Id | null; assignee?: Id | null; then?: Then;
}
export interface SearchHit { conversation: Summary; message: Id; at: Millis; snippet: { text: string; hit: boolean }[] }
export interface QuarantineItem {
  id: Id; received_at: Millis; from: string | null; subject: string | null; size: number; error: string | null;
  attempts: number; mailbox: string | null; channel: Id | null; peer_ip: string | null;
}
export interface MailboxHealth {
  id: Id; host: string; port: number; tls?: string; username: string; auth?: string; folder?: string; enabled?: boolean;
  after_commit?: string; move_to?: string | null; start_from?: string; state?: string; last_success_at: Millis | null;
  last_error: string | null; on_server?: number | null; stored?: number | null; quarantined?: number | null; missing?: number | null;
  progress?: { done: number; of: number } | null;
}
export interface Health {
  listener: { state: string; address?: string | null; last_at?: Millis | null } | null;
  mailboxes: MailboxHealth[];
  sending: { state: string; queued: number; failed: number; uncertain: number; last_success_at: Millis | null; last_error: string | null };
  findings: { code: string; message: string }[];
}
export interface ChannelDetail extends Channel {
  history: { at: Millis; actor?: unknown; what: string; from: string | null; to: string | null; reason: string | null }[];
  health: Health;
}
export interface MailboxInput {
  host: string; port: number; tls: string; username: string; password?: string; auth?: string; folder: string;
  after_commit: string; move_to?: string | null; start_from: string;
}
export interface Reconcile {
  on_server: number | null; stored: number; quarantined: number; missing: number; last_success_at: Millis | null; age_ms: number | null;
  error: string | null; items: { uid: number; state: string; error: string | null }[];
}
export interface Smarthost {
  id: Id; position: number; host: string; port: number; tls: string; username: string | null; auth?: string;
  rate_per_minute: number | null; enabled: boolean; last_success_at: Millis | null; last_error: string | null;
}
export interface DkimKey {
  id: Id; domain: string; selector: string; algorithm?: string; records: { type: string; name: string; value: string }[];
  active: boolean; check: { state: string; found: string | null } | null;
}
export interface CustomerText {
  key: string; locale: string; stage: string; subject: string | null; body: string; default: boolean; variables: (string | { name: string; about?: string })[];
}
export interface AuditEntry { id: Id; at: Millis; agent: Id | null; act: string; target: string | null; detail: unknown; ip: string | null }
export interface BlockedSender { address: string; at: Millis; agent: Id | null; reason: string | null }
export interface SessionInfo { id: Id; created_at: Millis; last_seen_at: Millis; ip: string | null; user_agent: string | null; current: boolean }
export interface FeedEvent {
  position: number; at: Millis; actor: { by: string; id?: Id | null }; kind: string; conversation?: Id | null; message?: Id | null;
  [key: string]: unknown;
}
export interface FeedEvents {
  type: 'events'; position: number; events: FeedEvent[]; patches?: { conversations?: Summary[] }; counts?: Counts | null;
}
export type FeedFrame =
  | { type: 'hello'; position: number } | FeedEvents | { type: 'reset'; position: number }
  | { type: 'presence'; conversation: Id; agents: Presence[] } | { type: 'ping' } | { type: 'signed_out' };
export interface Invitation extends Agent { link: string; /** Whether the link is on its way by mail. */ mailed: boolean }
export interface OAuthApplication {
  provider: string; client_id: string | null; has_secret: boolean; auth_url: string | null; token_url: string | null; redirect_url: string;
}
export interface DnsCheck { domain: string; items: { what: string; name: string; state: string; found: string[]; message: string }[] }
