// The calls for notices.
import { idempotencyKey, request, seg } from '@fairlead/api';
import type { Content, Dependents, NoticeCommand, NoticeRow, NoticeView, Recipient, RecipientState, RenderedNotice, Suppression, VoiceTemplate } from './notice.ts';
import { aimed, MOST_DEPENDENT, type Reader } from './notice.ts';

interface Page<T> { items: T[]; next: string | null }
const PAGE = 100;

export const notices = {
  dependents: (channel: string, days: number, cursor: string | null) => request<Dependents>('GET', `/channels/${seg(channel)}/dependents`, { query: { days, cursor, limit: PAGE } }),
  list: (channel: string | null, cursor: string | null = null) => request<Page<NoticeRow>>('GET', '/notices', { query: { channel, cursor, limit: 50 } }),
  one: (id: string) => request<NoticeView>('GET', `/notices/${seg(id)}`),
  create: (channel: string, plan: string | null, content: Content) => request<NoticeView>('POST', '/notices', { body: { channel, plan, content }, key: idempotencyKey() }),
  revise: (id: string, version: number, content: Content) => request<NoticeView>('PUT', `/notices/${seg(id)}`, { body: { version, content } }),
  remove: (id: string) => request<null>('DELETE', `/notices/${seg(id)}`),
  templates: async (channel: string, successor: string | null): Promise<VoiceTemplate[]> => (await request<Page<VoiceTemplate>>('GET', '/notice-templates', { query: { channel, successor } })).items,
  recipients: (id: string, state: RecipientState | null, cursor: string | null = null) => request<Page<Recipient>>('GET', `/notices/${seg(id)}/recipients`, { query: { state, cursor, limit: PAGE } }),
  rendered: (id: string, contact: string) => request<RenderedNotice>('GET', `/notices/${seg(id)}/rendered/${seg(contact)}`),
  command: (id: string, version: number, what: NoticeCommand, contact: string | null = null) => request<NoticeView>('POST', `/notices/${seg(id)}/commands`, { body: { version, do: what, ...(contact ? { contact } : {}) }, key: idempotencyKey() }),
  suppressions: (cursor: string | null = null) => request<Page<Suppression>>('GET', '/notice-suppressions', { query: { cursor, limit: 50 } }),
  suppress: (whom: { address: string } | { contact: string }) => request<Suppression>('POST', '/notice-suppressions', { body: whom, key: idempotencyKey() }),
  unsuppress: (id: string) => request<null>('DELETE', `/notice-suppressions/${seg(id)}`),
  kit: (plan: string) => request<Kit>('POST', `/plans/${seg(plan)}/kit`, { key: idempotencyKey() }),
};
/** The article for customers and the macro for agents that are made with a plan. */
export interface Kit { article: string; macro: string }

/** Who reads it, page by page: of a draft those of the channel's dependents whom it is for, later those whom it was sent to. */
export async function readers(view: NoticeView, cursor: string | null): Promise<Page<Reader>> {
  const { notice, content } = view;
  if (notice.state !== 'draft') {
    const page = await notices.recipients(notice.id, null, cursor);
    return { items: page.items.filter((one) => one.state !== 'passed'), next: page.next };
  }
  if (content.to.days < 1 || content.to.days > MOST_DEPENDENT) return { items: [], next: null };
  const page = await notices.dependents(notice.channel, content.to.days, cursor);
  const before = Number(cursor ?? 0);
  return { items: page.items.filter((one, at) => aimed(content, one, before + at, page.frequent)), next: page.next };
}
