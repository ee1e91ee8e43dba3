// Calls of the outage mode, and what a form of it becomes.
import { idempotencyKey, request, seg, type Bootstrap } from '@fairlead/api';

export type Outage = Bootstrap['outages'][number];
export interface Update { id: string; html: string; then: 'keep_open' | 'resolve'; written_by: string; written_at: number; due_at: number; state: 'going' | 'done' | 'stopped'; waiting: number; told: number; passed: number }
export interface Wanted { name: string; words: Record<string, string>; channels: string[]; since_ms?: number; version?: number }

export const outages = {
  list: (cursor: string | null = null) => request<{ items: Outage[]; next: string | null }>('GET', '/outages', { query: { cursor } }),
  start: (wanted: Wanted) => request<Outage>('POST', '/outages', { body: wanted, key: idempotencyKey() }),
  change: (id: string, wanted: Wanted) => request<Outage>('PUT', `/outages/${seg(id)}`, { body: wanted }),
  end: (id: string) => request<Outage>('POST', `/outages/${seg(id)}/end`, { key: idempotencyKey() }),
  resume: (id: string) => request<Outage>('POST', `/outages/${seg(id)}/resume`, { key: idempotencyKey() }),
  updates: (id: string) => request<{ items: Update[] }>('GET', `/outages/${seg(id)}/updates`),
  write: (id: string, body: { html: string; then: Update['then']; ends: boolean }) => request<Update>('POST', `/outages/${seg(id)}/updates`, { body, key: idempotencyKey() }),
  stop: (id: string) => request<Update>('POST', `/outage-updates/${seg(id)}/stop`, { key: idempotencyKey() }),
};

/** What was typed, paragraph by paragraph, as the answer's HTML. */
export function paragraphs(text: string): string {
  const escape = (part: string): string => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => `<p>${escape(part).replaceAll('\n', '<br>')}</p>`)
    .join('');
}

/** Only languages in which something is said. */
export function said(words: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(words).map(([language, text]) => [language, text.trim()] as const).filter(([, text]) => text));
}

/** How far an update is, 0 to 1. */
export function gone(update: Pick<Update, 'waiting' | 'told' | 'passed'>): number {
  const all = update.waiting + update.told + update.passed;
  return all === 0 ? 1 : (update.told + update.passed) / all;
}
