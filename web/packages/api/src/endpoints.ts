// Every call of the console, by its verb. Paths are relative to /api/v1.
import { idempotencyKey, request, seg, upload } from './client.ts';
import type * as T from './types.ts';

type Changed = { conversation: T.Summary };
type Version = number | undefined;
const get = <R>(path: string, query?: Record<string, string | number | boolean | null | undefined>, signal?: AbortSignal) =>
  request<R>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
const post = <R>(path: string, body: unknown = {}, key?: string) => request<R>('POST', path, { body, key: key ?? idempotencyKey() });
const put = <R>(path: string, body: unknown = {}) => request<R>('PUT', path, { body });
const patch = <R>(path: string, body: unknown) => request<R>('PATCH', path, { body });
const del = <R>(path: string) => request<R>('DELETE', path);
const at = (version: Version) => (version === undefined ? { force: true } : { version });

export interface SetupInput {
  organization: string; name: string; email: string; password: string; zone: string; locale: string;
  channel_name: string; address: string; team_name?: string;
}
export interface ListQuery {
  view?: string; status?: string; channel?: string; assignee?: string; team?: string; tag?: string; contact?: string;
  urgency?: string; sort?: string; cursor?: string | null; limit?: number;
}

export const api = {
  setupState: () => get<{ needed: boolean; demo?: T.DemoDoor | null }>('/setup'),
  setup: (input: SetupInput) => post<T.Bootstrap>('/setup', input),
  signIn: (email: string, password: string) => request<T.Bootstrap>('POST', '/session', { body: { email, password } }),
  signOut: () => del<null>('/session'),
  forgot: (email: string) => request<null>('POST', '/password/forgot', { body: { email } }),
  reset: (token: string, password: string) => request<T.Bootstrap | null>('POST', '/password/reset', { body: { token, password } }),
  invitation: (token: string) => get<{ name: string; email: string; organization: string }>(`/invitations/${seg(token)}`),
  acceptInvitation: (token: string, name: string, password: string) =>
    request<T.Bootstrap>('POST', `/invitations/${seg(token)}`, { body: { name, password } }),
  bootstrap: () => get<T.Bootstrap>('/bootstrap'),
  counts: () => get<T.Counts>('/counts'),

  list: (query: ListQuery, signal?: AbortSignal) => get<T.Page<T.Summary>>('/conversations', { ...query }, signal),
  conversation: (id: string | number, signal?: AbortSignal) => get<T.Detail>(`/conversations/${seg(String(id))}`, undefined, signal),
  earlier: (id: string, before: string) => get<{ items?: T.Message[]; messages?: T.Message[]; next?: string | null; earlier?: string | null }>(`/conversations/${seg(id)}/messages`, { before }),
  start: (input: T.NewConversation, key: string) => post<T.Detail>('/conversations', input, key),
  send: (id: string, input: T.Outgoing, key: string) => post<{ message: T.Message; conversation: T.Summary }>(`/conversations/${seg(id)}/messages`, input, key),
  undoSend: (message: string) => del<{ draft: T.Draft; conversation: T.Summary }>(`/messages/${seg(message)}/sending`),
  retryDelivery: (id: string) => post<{ delivery?: T.Delivery }>(`/deliveries/${seg(id)}/retry`),
  cancelDelivery: (id: string) => del<unknown>(`/deliveries/${seg(id)}`),
  status: (id: string, status: T.Status, version: Version) => put<Changed>(`/conversations/${seg(id)}/status`, { status, ...at(version) }),
  snooze: (id: string, until: number, version: Version) => put<Changed>(`/conversations/${seg(id)}/snooze`, { until, ...at(version) }),
  unsnooze: (id: string) => del<Changed>(`/conversations/${seg(id)}/snooze`),
  assign: (id: string, agent: string | null, version: Version) => put<Changed>(`/conversations/${seg(id)}/assignee`, { agent, ...at(version) }),
  move: (id: string, team: string | null, version: Version) => put<Changed>(`/conversations/${seg(id)}/team`, { team, ...at(version) }),
  urgency: (id: string, urgency: T.Urgency, version: Version) => put<Changed>(`/conversations/${seg(id)}/urgency`, { urgency, ...at(version) }),
  topic: (id: string, topic: string | null, version: Version) => put<Changed>(`/conversations/${seg(id)}/topic`, { topic, ...at(version) }),
  subject: (id: string, subject: string, version: Version) => put<Changed>(`/conversations/${seg(id)}/subject`, { subject, ...at(version) }),
  tag: (id: string, tag: string) => put<Changed>(`/conversations/${seg(id)}/tags/${seg(tag)}`),
  untag: (id: string, tag: string) => del<Changed>(`/conversations/${seg(id)}/tags/${seg(tag)}`),
  newTag: (name: string) => post<T.Tag>('/tags', { name }),
  follow: (id: string, agent: string) => put<Changed>(`/conversations/${seg(id)}/followers/${seg(agent)}`),
  unfollow: (id: string, agent: string) => del<Changed>(`/conversations/${seg(id)}/followers/${seg(agent)}`),
  read: (id: string, read: boolean) => put<Changed>(`/conversations/${seg(id)}/read`, { read }),
  remove: (id: string) => del<unknown>(`/conversations/${seg(id)}`),
  bulk: (ids: string[], set: Record<string, unknown>) => post<{ done: T.Summary[]; failed: { id: string; code: string }[] }>('/conversations/bulk', { ids, set }),
  draft: (id: string, kind: T.DraftKind) => request<T.Draft | null>('GET', draftPath(id), { query: { kind } }),
  saveDraft: (id: string, draft: Omit<T.Draft, 'updated_at'>) => request<T.Draft | null>('PUT', draftPath(id), { query: { kind: draft.kind }, body: draft }),
  dropDraft: (id: string, kind: T.DraftKind) => request<null>('DELETE', draftPath(id), { query: { kind } }),
  blockSender: (id: string) => post<Changed>(`/conversations/${seg(id)}/block`),
  upload: (file: Blob, name: string, progress: (part: number) => void, signal?: AbortSignal) => upload<T.Attachment>('/attachments', file, name, progress, signal),
  search: (q: string, sort: string, cursor?: string | null, view?: string, signal?: AbortSignal) => get<T.Page<T.SearchHit>>('/search', { q, sort, cursor, view, limit: 30 }, signal),

  contacts: (q: string, cursor?: string | null, signal?: AbortSignal) => get<T.Page<T.Contact>>('/contacts', { q, cursor, limit: 50 }, signal),
  contact: (id: string) => get<{ contact: T.Contact; conversations: T.Page<T.Summary> }>(`/contacts/${seg(id)}`),
  changeContact: (id: string, change: Partial<T.Contact>) => patch<{ contact: T.Contact } | T.Contact>(`/contacts/${seg(id)}`, change),
  blockContact: (id: string, blocked: boolean) => request<unknown>(blocked ? 'PUT' : 'DELETE', `/contacts/${seg(id)}/block`, blocked ? { body: {} } : {}),
  quarantine: (cursor?: string | null) => get<T.Page<T.QuarantineItem>>('/quarantine', { cursor, limit: 50 }),
  releaseQuarantine: (id: string) => post<unknown>(`/quarantine/${seg(id)}/release`),
  discardQuarantine: (id: string) => del<unknown>(`/quarantine/${seg(id)}`),

  organization: () => get<T.Organization>('/organization'),
  changeOrganization: (change: Partial<T.Organization>) => patch<T.Organization>('/organization', change),
  agents: () => get<T.Page<T.Agent>>('/agents', { limit: 100 }),
  invite: (input: { name: string; email: string; permission_set: T.PermissionSet; teams: string[] }) => post<T.Invitation>('/agents', input),
  changeAgent: (id: string, change: Partial<T.Agent>) => patch<T.Agent>(`/agents/${seg(id)}`, change),
  inviteAgain: (id: string) => post<T.Invitation>(`/agents/${seg(id)}/invitation`),
  teams: () => get<T.Page<T.Team>>('/teams', { limit: 100 }),
  newTeam: (input: { name: string; signature?: string }) => post<T.Team>('/teams', input),
  changeTeam: (id: string, change: Partial<T.Team>) => patch<T.Team>(`/teams/${seg(id)}`, change),
  channels: () => get<T.Page<T.Channel>>('/channels', { limit: 100 }),
  channel: (id: string) => get<T.ChannelDetail>(`/channels/${seg(id)}`),
  newChannel: (input: Record<string, unknown>) => post<T.Channel>('/channels', input),
  changeChannel: (id: string, change: Record<string, unknown>) => patch<T.Channel>(`/channels/${seg(id)}`, change),
  stage: (id: string, stage: T.Stage, successor: string | null, reason: string) => put<T.Channel>(`/channels/${seg(id)}/stage`, { stage, successor, reason }),
  pause: (id: string, paused: boolean, reason: string) => put<T.Channel>(`/channels/${seg(id)}/paused`, { paused, reason }),
  newDoor: (channel: string, address: string) => post<T.Door>(`/channels/${seg(channel)}/doors`, { address }),
  removeDoor: (id: string) => del<unknown>(`/doors/${seg(id)}`),
  testMail: (channel: string, to: string) => post<unknown>(`/channels/${seg(channel)}/test-mail`, { to }),
  newMailbox: (channel: string, input: T.MailboxInput) => post<T.MailboxHealth>(`/channels/${seg(channel)}/mailboxes`, input),
  changeMailbox: (id: string, change: Record<string, unknown>) => patch<T.MailboxHealth>(`/mailboxes/${seg(id)}`, change),
  removeMailbox: (id: string) => del<unknown>(`/mailboxes/${seg(id)}`),
  testMailbox: (input: T.MailboxInput & { mailbox?: string }) => request<{ ok: boolean; message: string | null; messages?: number | null; folders?: string[]; encrypted?: boolean }>('POST', '/mailboxes/test', { body: input }),
  reconcile: (id: string) => get<T.Reconcile>(`/mailboxes/${seg(id)}/reconcile`),
  startOauth: (id: string) => post<{ url: string }>(`/mailboxes/${seg(id)}/oauth/start`),
  oauthApplications: () => get<T.Page<T.OAuthApplication>>('/oauth-applications'),
  saveOauthApplication: (provider: string, input: Record<string, unknown>) => put<T.OAuthApplication>(`/oauth-applications/${seg(provider)}`, input),
  smarthosts: () => get<T.Page<T.Smarthost>>('/smarthosts'),
  newSmarthost: (input: Record<string, unknown>) => post<T.Smarthost>('/smarthosts', input),
  changeSmarthost: (id: string, change: Record<string, unknown>) => patch<T.Smarthost>(`/smarthosts/${seg(id)}`, change),
  removeSmarthost: (id: string) => del<unknown>(`/smarthosts/${seg(id)}`),
  testSmarthost: (input: Record<string, unknown>) => request<{ ok: boolean; message: string | null }>('POST', '/smarthosts/test', { body: input }),
  dkimKeys: () => get<T.Page<T.DkimKey>>('/dkim-keys'),
  newDkimKey: (input: { domain: string; selector?: string; algorithm: string }) => post<T.DkimKey>('/dkim-keys', input),
  removeDkimKey: (id: string) => del<unknown>(`/dkim-keys/${seg(id)}`),
  dnsCheck: (domain: string) => get<T.DnsCheck>('/dns-check', { domain }),
  macros: () => get<T.Page<T.Macro>>('/macros', { limit: 100 }),
  newMacro: (input: Partial<T.Macro>) => post<T.Macro>('/macros', input),
  changeMacro: (id: string, change: Partial<T.Macro>) => patch<T.Macro>(`/macros/${seg(id)}`, change),
  removeMacro: (id: string) => del<unknown>(`/macros/${seg(id)}`),
  texts: () => get<T.Page<T.CustomerText>>('/texts', { limit: 100 }),
  saveText: (text: T.CustomerText, subject: string | null, body: string) => put<T.CustomerText>(textPath(text), { subject, body }),
  resetText: (text: T.CustomerText) => del<unknown>(textPath(text)),
  previewText: (text: T.CustomerText, subject: string | null, body: string) =>
    request<{ subject: string | null; body?: string; text?: string; html?: string }>('POST', '/texts/preview', { body: { key: text.key, locale: text.locale, stage: text.stage, subject, body } }),
  audit: (cursor?: string | null) => get<T.Page<T.AuditEntry>>('/audit', { cursor, limit: 50 }),
  blockedSenders: () => get<T.Page<T.BlockedSender>>('/blocked-senders', { limit: 100 }),
  block: (address: string, reason: string) => post<unknown>('/blocked-senders', { address, reason }),
  unblock: (address: string) => del<unknown>(`/blocked-senders/${seg(address)}`),
  changeMe: (change: Record<string, unknown>) => patch<T.Me>('/me', change),
  changePassword: (old: string, next: string) => put<unknown>('/me/password', { old, new: next }),
  sessions: () => get<T.Page<T.SessionInfo>>('/me/sessions'),
  endSession: (id: string) => del<unknown>(`/me/sessions/${seg(id)}`),
  evidence: (items: { kind: string; conversation: string | null; seconds: number; value?: string }[]) => request<unknown>('POST', '/evidence', { body: items }),
  poll: (position: number, signal: AbortSignal) => get<T.FeedFrame>('/feed/poll', { position, wait_ms: 25000 }, signal),
};

function draftPath(id: string): string {
  return id === 'new' ? '/drafts/new' : `/conversations/${seg(id)}/draft`;
}
function textPath(text: T.CustomerText): string {
  return `/texts/${seg(text.key)}/${seg(text.locale)}/${seg(text.stage || 'any')}`;
}
export const files = {
  raw: (message: string) => `/api/v1/messages/${seg(message)}/raw`,
  original: (message: string, images: boolean) => `/api/v1/messages/${seg(message)}/original${images ? '?images=1' : ''}`,
  attachment: (id: string, inline = false) => `/api/v1/attachments/${seg(id)}${inline ? '?inline=1' : ''}`,
  quarantineRaw: (id: string) => `/api/v1/quarantine/${seg(id)}/raw`,
};
