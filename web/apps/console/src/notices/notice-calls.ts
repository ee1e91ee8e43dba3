// The calls for notices, by the description of the API; the closer shapes of what they answer are in notice.ts.
import { del, get, none, post, put, type Page } from '@fairlead/api';
import { shaped } from '../lib/shaped.ts';
import type { Content, NoticeCommand, NoticeRow, NoticeView, Recipient, RecipientState, Suppression, VoiceTemplate } from './notice.ts';

const PAGE = 100;

export const notices = {
  dependents: (channel: string, days: number, cursor: string | null) => get('/channels/{id}/dependents', { id: channel }, { days, cursor, limit: PAGE }),
  list: (channel: string | null, cursor: string | null = null) => shaped<Page<NoticeRow>>(get('/notices', none, { channel, cursor, limit: 50 })),
  /** `meter`: with who has moved, which takes the server longer. */
  one: (id: string, meter = true) => shaped<NoticeView>(get('/notices/{id}', { id }, { meter })),
  create: (channel: string, plan: string | null, content: Content) => shaped<NoticeView>(post('/notices', none, { channel, plan, content: { ...content } })),
  revise: (id: string, version: number, content: Content) => shaped<NoticeView>(put('/notices/{id}', { id }, { version, content: { ...content } })),
  remove: (id: string) => del('/notices/{id}', { id }),
  templates: async (channel: string, successor: string | null, plan: string | null): Promise<VoiceTemplate[]> => (await shaped<Page<VoiceTemplate>>(get('/notice-templates', none, { channel, successor, plan }))).items,
  recipients: (id: string, state: RecipientState | null, cursor: string | null = null) => shaped<Page<Recipient>>(get('/notices/{id}/recipients', { id }, { state, cursor, limit: PAGE })),
  rendered: (id: string, contact: string) => get('/notices/{id}/rendered/{contact}', { id, contact }),
  command: (id: string, version: number, what: NoticeCommand, contact: string | null = null) => shaped<NoticeView>(post('/notices/{id}/commands', { id }, { version, do: what, ...(contact ? { contact } : {}) })),
  suppressions: (cursor: string | null = null) => shaped<Page<Suppression>>(get('/notice-suppressions', none, { cursor, limit: 50 })),
  suppress: (whom: { address: string } | { contact: string }) => shaped<Suppression>(post('/notice-suppressions', none, whom)),
  unsuppress: (id: string) => del('/notice-suppressions/{id}', { id }),
  kit: (plan: string) => post('/plans/{id}/kit', { id: plan }),
};

/** Who reads it, page by page; of a draft, who would. */
export async function readers(id: string, cursor: string | null): Promise<Page<Recipient>> {
  const page = await notices.recipients(id, null, cursor);
  return { items: page.items.filter((one) => one.state !== 'passed'), next: page.next };
}
