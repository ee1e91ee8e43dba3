// What the server says, as in its contract. Times are integer ms UTC, ids and cursors strings.

export interface Topic {
  id: string;
  name: string;
}
export interface Field {
  key: string;
  label: string;
  kind: 'text' | 'email' | 'choice';
  options?: { value: string; label: string }[];
  required: boolean;
  topics?: string[];
}
export interface Invitation {
  id: string;
  text: string;
  url_contains: string | null;
  after_s: number;
  visits_min: number;
}
export interface Config {
  key: string;
  name: string;
  locale: string;
  locales: string[];
  dir: 'ltr' | 'rtl';
  color: string | null;
  position: 'end' | 'start';
  greeting: string;
  online: boolean;
  promise: string | null;
  away: string | null;
  contact_url: string;
  help_url: string | null;
  articles_first: boolean;
  fields: Field[];
  topics: Topic[];
  ask_email: 'never' | 'optional' | 'required';
  rating: boolean;
  transcript: boolean;
  sound: boolean;
  files: { max_bytes: number; max_count: number };
  text_max: number;
  paused: boolean;
  /** Said above everything, beside the link to the other ways. */
  notice: string | null;
  /** Shown only to those who were here before. */
  hidden: boolean;
  invitations: Invitation[];
  invitations_per_day: number;
}
export interface Attachment {
  id: string;
  name: string;
  size: number;
  kind: string;
  url: string;
  width?: number;
  height?: number;
}
export interface Message {
  id: string;
  cursor: string;
  from: 'customer' | 'agent' | 'system';
  author: { name: string; initials: string } | null;
  text: string;
  html: string | null;
  files: Attachment[];
  at: number;
  client_id: string | null;
  state: 'sent' | 'delivered' | 'read';
  by: 'chat' | 'mail';
}
export interface Conversation {
  number: string | number;
  status: 'open' | 'waiting' | 'resolved';
  agent: { name: string } | null;
  read_upto: string | null;
  by_mail: boolean;
  rate: boolean;
  /** Another way than waiting: a whole sentence, until one of the two is chosen. */
  alternative?: { at: number; text: string } | null;
}
export interface Visitor {
  name: string | null;
  email: string | null;
  proved: 'none' | 'code' | 'signed';
}
export interface Session {
  token: string;
  expires_at: number;
  cursor: string;
  visitor: Visitor;
  conversation: Conversation | null;
  messages: Message[];
  outbox_ids: string[];
}
export type Frame =
  | { type: 'message'; cursor: string; message: Message }
  | { type: 'typing'; name: string }
  | { type: 'read'; upto: string }
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'presence'; online: boolean; promise: string | null; away: string | null }
  | { type: 'reset' }
  | { type: 'ping' };
export interface Article {
  id: string;
  title: string;
  excerpt: string;
  url: string;
}
