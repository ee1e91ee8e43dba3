// Calls of the outage mode, and what a form of it becomes.
import { del, get, none, post, put, type OutageInput, type OutageUpdate, type OutageUpdateInput } from '@fairlead/api';

export const outages = {
  list: (cursor: string | null = null) => get('/outages', none, { cursor }),
  start: (wanted: OutageInput) => post('/outages', none, wanted),
  change: (id: string, wanted: OutageInput) => put('/outages/{id}', { id }, wanted),
  end: (id: string) => post('/outages/{id}/end', { id }),
  resume: (id: string) => post('/outages/{id}/resume', { id }),
  updates: (id: string) => get('/outages/{id}/updates', { id }),
  write: (id: string, update: OutageUpdateInput) => post('/outages/{id}/updates', { id }, update),
  of: (conversation: string) => get('/conversations/{id}/outages', { id: conversation }),
  link: (conversation: string, outage: string) => put('/conversations/{id}/outages/{outage}', { id: conversation, outage }),
  leaveOut: (conversation: string, outage: string) => del('/conversations/{id}/outages/{outage}', { id: conversation, outage }),
  stop: (id: string) => post('/outage-updates/{id}/stop', { id }),
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

/** Why some were passed over, the most first; what nobody is in is left out. */
export function passedOver(why: Record<string, number>): { code: string; n: number }[] {
  return Object.entries(why).map(([code, n]) => ({ code, n })).filter((one) => one.n > 0).sort((a, b) => b.n - a.n || a.code.localeCompare(b.code));
}

/** How far an update is, 0 to 1. */
export function gone(update: Pick<OutageUpdate, 'waiting' | 'told' | 'passed'>): number {
  const all = update.waiting + update.told + update.passed;
  return all === 0 ? 1 : (update.told + update.passed) / all;
}
