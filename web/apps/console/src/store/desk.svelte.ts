// What the console knows, normalised: every conversation, message list, agent and count once. No requests here.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { weekdayTime } from '../lib/time.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import type {
  Agent, AgentSettings, Bootstrap, Channel, Contact, Counts, Detail, Draft, Macro, Me, Message, Organization, Presence, ReplyPlan, Summary, Tag, Team, Topic,
} from '@fairlead/api';

/** What is held of an opened conversation, beside its summary. */
export interface Opened {
  id: string;
  messages: Message[];
  earlier: string | null;
  contact: Contact | null;
  history: string[];
  followers: string[];
  participants: Detail['conversation']['participants'];
  links: Detail['conversation']['links'];
  merged: Detail['conversation']['merged'];
  pinned: Detail['conversation']['pinned'];
  /** Another one was asked for, which was merged into this one. */
  ledFrom: number | null;
  promise: Detail['conversation']['promise'];
  reply: ReplyPlan;
  draft: Draft | null;
  presence: Presence[];
  stale: boolean;
  fetchedAt: number;
}

class Desk {
  signedIn = $state(false);
  me = $state.raw<Me | null>(null);
  organization = $state.raw<Organization | null>(null);
  version = $state('');
  demo = $state.raw<Bootstrap['demo']>(null);
  outages = $state.raw<Bootstrap['outages']>([]);
  /** What the language model may be used for. */
  model = $state.raw<Bootstrap['language_model'] | null>(null);
  counts = $state.raw<Counts | null>(null);
  agents = new SvelteMap<string, Agent>();
  teams = new SvelteMap<string, Team>();
  channels = new SvelteMap<string, Channel>();
  tags = new SvelteMap<string, Tag>();
  topics = new SvelteMap<string, Topic>();
  macros = $state.raw<Macro[]>([]);
  conversations = new SvelteMap<string, Summary>();
  byNumber = new Map<number, string>();
  opened = new SvelteMap<string, Opened>();
  presence = new SvelteMap<string, Presence[]>();
  /** Chats whose visitor types, and what they have seen up to. */
  typing = new SvelteSet<string>();
  seen = new SvelteMap<string, string>();
  /** Conversations with a change of ours under way; the feed does not overwrite those until it is answered. */
  pending = new SvelteSet<string>();

  get settings(): AgentSettings {
    return this.me?.settings ?? {};
  }
  may(permission: string): boolean {
    return this.me?.permissions.includes(permission) ?? false;
  }
  /** Whether one can send to whom this conversation is with: light agents write notes only, and somebody who was forgotten gets nothing. */
  mayAnswer(conversation: string): boolean {
    return this.may('conversation_reply') && !this.opened.get(conversation)?.contact?.erased_at;
  }
  fill(boot: Bootstrap): void {
    this.me = boot.me;
    this.organization = boot.organization;
    this.version = boot.version;
    this.demo = boot.demo;
    this.outages = boot.outages;
    this.model = boot.language_model;
    this.counts = boot.counts;
    this.macros = boot.macros;
    replace(this.agents, boot.agents);
    replace(this.teams, boot.teams.filter((team) => !team.archived));
    replace(this.channels, boot.channels);
    replace(this.tags, boot.tags);
    replace(this.topics, boot.topics);
    this.signedIn = true;
  }
  clear(): void {
    this.signedIn = false;
    this.me = null;
    this.counts = null;
    for (const map of [this.agents, this.teams, this.channels, this.tags, this.topics, this.conversations, this.opened, this.presence, this.seen, this.typing]) map.clear();
    this.byNumber.clear();
  }
  /** Takes a summary from the server; an older version than ours is not taken. */
  put(summary: Summary): boolean {
    const held = this.conversations.get(summary.id);
    if (held && held.version > summary.version) return false;
    this.conversations.set(summary.id, summary);
    this.byNumber.set(summary.number, summary.id);
    return true;
  }
  patch(id: string, change: Partial<Summary>): Summary | null {
    const held = this.conversations.get(id);
    if (!held) return null;
    const next = { ...held, ...change };
    this.conversations.set(id, next);
    return next;
  }
  open(detail: Detail): Opened {
    const { followers, participants, links, merged, pinned, promise, ...summary } = detail.conversation;
    this.put(summary);
    for (const other of detail.history) this.put(other);
    const before = this.opened.get(summary.id);
    const made: Opened = {
      id: summary.id,
      messages: detail.messages,
      earlier: detail.earlier,
      contact: detail.contact,
      history: detail.history.map((other) => other.id),
      followers, participants, links, merged, pinned, promise,
      ledFrom: detail.led_from?.number ?? null,
      reply: detail.reply,
      draft: detail.draft,
      presence: detail.presence,
      stale: false,
      fetchedAt: Date.now(),
    };
    if (before && detail.earlier !== null && before.messages.length > detail.messages.length && detail.messages.length > 0) {
      const first = detail.messages[0];
      const at = before.messages.findIndex((message) => message.id === first?.id);
      if (at > 0) {
        made.messages = [...before.messages.slice(0, at), ...detail.messages];
        made.earlier = before.earlier;
      }
    }
    this.opened.set(summary.id, made);
    this.presence.set(summary.id, detail.presence);
    return made;
  }
  change(id: string, change: Partial<Opened>): void {
    const held = this.opened.get(id);
    if (held) this.opened.set(id, { ...held, ...change });
  }
  agentName(id: string | null | undefined): string | null {
    return id ? (this.agents.get(id)?.name ?? null) : null;
  }
  /** "away", where somebody is; nothing where they are here. */
  awayWord(id: string | null | undefined): string {
    const away = id ? this.agents.get(id)?.away : null;
    return away ? (away.until ? t('away-until', { time: weekdayTime(away.until) }) : t('away')) : '';
  }
  get activeAgents(): Agent[] {
    return [...this.agents.values()].filter((agent) => agent.active).sort((a, b) => a.name.localeCompare(b.name));
  }
  get teamList(): Team[] {
    return [...this.teams.values()].sort((a, b) => a.name.localeCompare(b.name));
  }
}

function replace<T extends { id: string }>(map: SvelteMap<string, T>, items: T[]): void {
  map.clear();
  for (const item of items) map.set(item.id, item);
}
export const desk = new Desk();
