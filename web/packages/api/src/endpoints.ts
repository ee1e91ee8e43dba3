// Every call of the console, by its verb. What goes in and what comes out is checked against docs/openapi.json (`Calls`).
import { idempotencyKey, request, seg, sendFile, upload, url, type Method } from './client.ts';
import type { Calls } from './generated.ts';
import type * as T from './types.ts';

type PathOf<M extends Method> = { [K in keyof Calls]: K extends `${M} ${infer P}` ? P : never }[keyof Calls];
type Call<M extends Method, P> = Calls[`${M} ${P & string}` & keyof Calls];
type At<M extends Method, P> = Call<M, P>['path'];
type Body<M extends Method, P> = Call<M, P>['body'];
type Answer<M extends Method, P> = Promise<Call<M, P>['answer']>;
const none = {};

function fill(path: string, at: object): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => seg(String((at as Record<string, unknown>)[name] ?? '')));
}
function get<P extends PathOf<'GET'>>(path: P, at: At<'GET', P>, query?: Call<'GET', P>['query'], signal?: AbortSignal): Answer<'GET', P> {
  return request('GET', fill(path, at), { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
}
/** With an idempotency key: a repeat is harmless. */
function post<P extends PathOf<'POST'>>(path: P, at: At<'POST', P>, body?: Body<'POST', P>, key?: string): Answer<'POST', P> {
  return request('POST', fill(path, at), { body: body ?? {}, key: key ?? idempotencyKey() });
}
/** Questions that are asked by POST: never answered from what is kept. */
function ask<P extends PathOf<'POST'>>(path: P, at: At<'POST', P>, body: Body<'POST', P>): Answer<'POST', P> {
  return request('POST', fill(path, at), { body });
}
function put<P extends PathOf<'PUT'>>(path: P, at: At<'PUT', P>, body?: Body<'PUT', P>): Answer<'PUT', P> {
  return request('PUT', fill(path, at), { body: body ?? {} });
}
function patch<P extends PathOf<'PATCH'>>(path: P, at: At<'PATCH', P>, body: Body<'PATCH', P>): Answer<'PATCH', P> {
  return request('PATCH', fill(path, at), { body });
}
function del<P extends PathOf<'DELETE'>>(path: P, at: At<'DELETE', P>): Answer<'DELETE', P> {
  return request('DELETE', fill(path, at));
}

type Version = number | undefined;
const seen = (version: Version) => (version === undefined ? { force: true } : { version });
type Cursor = string | null | undefined;

export const api = {
  setupState: () => get('/setup', none),
  setup: (input: T.SetupInput) => post('/setup', none, input),
  signIn: (email: string, password: string) => request<T.Bootstrap | T.SecondFactorAsked>('POST', '/session', { body: { email, password } }),
  secondHalf: (ticket: string, code: string) => ask('/session/second-factor', none, { ticket, code }),
  passkeyChallenge: () => put('/session/passkey', none),
  signInByPasskey: (input: T.PasskeyAnswer) => ask('/session/passkey', none, input),
  signOut: () => del('/session', none),
  forgot: (email: string) => ask('/password/forgot', none, { email }),
  reset: (token: string, password: string) => ask('/password/reset', none, { token, password }),
  invitation: (token: string) => get('/invitations/{token}', { token }),
  acceptInvitation: (token: string, name: string, password: string) => ask('/invitations/{token}', { token }, { name, password }),
  bootstrap: () => get('/bootstrap', none),
  counts: () => get('/counts', none),

  list: (query: T.ListQuery, signal?: AbortSignal) => get('/conversations', none, query, signal),
  conversation: (id: string | number, signal?: AbortSignal) => get('/conversations/{id}', { id: String(id) }, undefined, signal),
  earlier: (id: string, before: string) => get('/conversations/{id}/messages', { id }, { before }),
  start: (input: T.StartInput, key: string) => post('/conversations', none, input, key),
  send: (id: string, input: T.Outgoing, key: string) => post('/conversations/{id}/messages', { id }, input, key),
  undoSend: (id: string) => del('/messages/{id}/sending', { id }),
  retryDelivery: (id: string) => post('/deliveries/{id}/retry', { id }),
  cancelDelivery: (id: string) => del('/deliveries/{id}', { id }),
  status: (id: string, status: T.Status, version: Version) => put('/conversations/{id}/status', { id }, { status, ...seen(version) }),
  snooze: (id: string, until: number, version: Version) => put('/conversations/{id}/snooze', { id }, { until, ...seen(version) }),
  unsnooze: (id: string) => del('/conversations/{id}/snooze', { id }),
  assign: (id: string, agent: string | null, version: Version) => put('/conversations/{id}/assignee', { id }, { agent, ...seen(version) }),
  move: (id: string, team: string | null, version: Version) => put('/conversations/{id}/team', { id }, { team, ...seen(version) }),
  urgency: (id: string, urgency: T.Urgency, version: Version) => put('/conversations/{id}/urgency', { id }, { urgency, ...seen(version) }),
  topic: (id: string, topic: string | null, version: Version) => put('/conversations/{id}/topic', { id }, { topic, ...seen(version) }),
  subject: (id: string, subject: string, version: Version) => put('/conversations/{id}/subject', { id }, { subject, ...seen(version) }),
  tag: (id: string, tag: string) => put('/conversations/{id}/tags/{tag}', { id, tag }),
  untag: (id: string, tag: string) => del('/conversations/{id}/tags/{tag}', { id, tag }),
  newTag: (name: string) => post('/tags', none, { name }),
  follow: (id: string, agent: string) => put('/conversations/{id}/followers/{agent}', { id, agent }),
  unfollow: (id: string, agent: string) => del('/conversations/{id}/followers/{agent}', { id, agent }),
  read: (id: string, read: boolean) => put('/conversations/{id}/read', { id }, { read }),
  remove: (id: string) => del('/conversations/{id}', { id }),
  merge: (into: string, ids: string[], different: boolean) => post('/conversations/merge', none, { into, ids, different_customers: different }),
  unmerge: (id: string) => del('/conversations/{id}/merge', { id }),
  split: (id: string, messages: string[], subject: string | null) => post('/conversations/{id}/split', { id }, { messages, subject }),
  pin: (id: string, input: T.PinInput) => put('/conversations/{id}/pinned', { id }, input),
  handOver: (id: string, team: string | null, note: string, version: Version) => put('/conversations/{id}/team', { id }, { team, note, ...seen(version) }),
  sides: (id: string) => get('/conversations/{id}/sides', { id }),
  askAside: (id: string, input: T.AskInput) => post('/conversations/{id}/sides', { id }, input),
  sayAside: (id: string, side: string, input: T.SayInput) => post('/conversations/{id}/sides/{side}/messages', { id, side }, input),
  setAside: (id: string, side: string, state: T.SideState) => put('/conversations/{id}/sides/{side}', { id, side }, { state }),
  link: (id: string, other: string) => put('/conversations/{id}/links/{other}', { id, other }),
  unlink: (id: string, other: string) => del('/conversations/{id}/links/{other}', { id, other }),
  /** `versions`: as they were last seen; without one the change is applied to whatever is there. */
  bulk: (ids: string[], set: T.BulkSet, versions: Record<string, number>) => post('/conversations/bulk', none, { ids, set, seen: versions }),
  draft: (id: string) => (id === 'new' ? get('/drafts/new', none) : get('/conversations/{id}/draft', { id })),
  saveDraft: (id: string, draft: T.DraftInput & { kind: T.DraftKind }) =>
    (id === 'new' ? put('/drafts/new', none, draft) : put('/conversations/{id}/draft', { id }, draft)),
  dropDraft: (id: string) => (id === 'new' ? del('/drafts/new', none) : del('/conversations/{id}/draft', { id })),
  blockSender: (id: string) => post('/conversations/{id}/block', { id }),
  upload: (file: Blob, name: string, progress: (part: number) => void, signal?: AbortSignal) => upload<T.Attachment>('/attachments', file, name, progress, signal),
  /** `filter` as JSON. */
  search: (q: string, sort: string, filter: string | null, cursor?: Cursor, signal?: AbortSignal) => get('/search', none, { q, sort, filter, cursor: cursor ?? null, limit: 30 }, signal),

  triageRates: (field: string) => get('/triage/rates', none, { field }),
  triageWrong: (field: string, source: T.Source, guess: string) => get('/triage/wrong', none, { field, source, guess }),
  notifications: (cursor: Cursor, limit: number) => get('/notifications', none, { cursor: cursor ?? null, limit }),
  readNotifications: (up_to: number) => put('/notifications/read', none, { up_to }),
  readNotification: (id: string, read: boolean) => put('/notifications/{id}/read', { id }, { read }),
  notificationChoices: () => request<T.NotificationChoices>('GET', '/me/notifications'),
  chooseNotifications: (wanted: T.NotificationChoices) => request<T.NotificationChoices>('PUT', '/me/notifications', { body: wanted }),
  away: (id: string) => get('/agents/{id}/away', { id }),
  goAway: (id: string, input: T.AwayInput) => put('/agents/{id}/away', { id }, input),
  comeBack: (id: string, takeBack: boolean) => request<T.Back>('DELETE', `/agents/${seg(id)}/away`, { query: { take_back: takeBack } }),

  contacts: (q: string, cursor?: Cursor, signal?: AbortSignal) => get('/contacts', none, { q, cursor: cursor ?? null, limit: 50 }, signal),
  contact: (id: string) => get('/contacts/{id}', { id }),
  changeContact: (id: string, change: T.ContactPatch) => patch('/contacts/{id}', { id }, change),
  blockContact: (id: string, blocked: boolean) => (blocked ? put('/contacts/{id}/block', { id }) : del('/contacts/{id}/block', { id })),
  contactCard: (id: string) => get('/contacts/{id}/card', { id }),
  addIdentity: (id: string, kind: string, value: string) => ask('/contacts/{id}/identities', { id }, { kind, value }),
  removeIdentity: (id: string, identity: string) => del('/contacts/{id}/identities/{identity}', { id, identity }),
  mergeSuggestions: (id: string) => get('/contacts/{id}/suggestions', { id }),
  mergeContacts: (id: string, other: string) => ask('/contacts/{id}/merges', { id }, { other }),
  unmergeContacts: (id: string) => del('/contact-merges/{id}', { id }),
  organizations: (q: string, cursor?: Cursor, signal?: AbortSignal) => get('/organizations', none, { q, cursor: cursor ?? null, limit: 50 }, signal),
  organizationDetail: (id: string) => get('/organizations/{id}', { id }),
  newOrganization: (input: T.CustomerOrganizationInput) => ask('/organizations', none, input),
  saveOrganization: (id: string, input: T.CustomerOrganizationInput) => put('/organizations/{id}', { id }, input),
  removeOrganization: (id: string) => del('/organizations/{id}', { id }),
  mergeOrganizations: (id: string, other: string) => ask('/organizations/{id}/merges', { id }, { other }),
  unmergeOrganizations: (id: string) => del('/organization-merges/{id}', { id }),
  takeIntoOrganization: (id: string, people: string[]) => ask('/organizations/{id}/people', { id }, { people }),
  lookup: (id: string, conversation: string | null = null) => get('/contacts/{id}/lookup', { id }, { conversation }),
  lookupSetting: () => get('/contact-lookup', none),
  setLookup: (input: T.LookupInput) => put('/contact-lookup', none, input),
  rotateLookup: () => ask('/contact-lookup/secret', none, undefined),
  testLookup: () => ask('/contact-lookup/test', none, undefined),
  erasurePreview: (id: string) => get('/contacts/{id}/erasure', { id }),
  eraseContact: (id: string) => ask('/contacts/{id}/erasure', { id }, { confirm: true }),
  erasures: () => get('/erasures', none),
  legalHolds: () => get('/legal-holds', none),
  hold: (target: string, reason: string) => ask('/legal-holds', none, { target, reason }),
  endHold: (id: string) => del('/legal-holds/{id}', { id }),
  retentionRules: () => get('/retention-rules', none),
  newRetentionRule: (input: T.RetentionRuleInput) => ask('/retention-rules', none, input),
  saveRetentionRule: (id: string, input: T.RetentionRuleInput) => put('/retention-rules/{id}', { id }, input),
  removeRetentionRule: (id: string) => del('/retention-rules/{id}', { id }),
  tryRetentionRule: (input: T.RetentionRuleInput) => ask('/retention-rules/dry-run', none, input),
  conversationPrivacy: (id: string) => get('/conversations/{id}/privacy', { id }),
  quarantine: (cursor?: Cursor) => get('/quarantine', none, { cursor: cursor ?? null, limit: 50 }),
  releaseQuarantine: (id: string) => post('/quarantine/{id}/release', { id }),
  discardQuarantine: (id: string) => del('/quarantine/{id}', { id }),

  organization: () => get('/organization', none),
  changeOrganization: (change: T.OrganizationChange) => patch('/organization', none, change),
  agents: () => get('/agents', none),
  invite: (input: T.AgentInput) => post('/agents', none, input),
  changeAgent: (id: string, change: T.AgentPatch) => patch('/agents/{id}', { id }, change),
  inviteAgain: (id: string) => post('/agents/{id}/invitation', { id }),
  teams: () => get('/teams', none),
  newTeam: (input: T.TeamInput) => post('/teams', none, input),
  changeTeam: (id: string, change: T.TeamPatch) => patch('/teams/{id}', { id }, change),
  channels: () => get('/channels', none),
  channel: (id: string) => get('/channels/{id}', { id }),
  newChannel: (input: T.ChannelInput) => post('/channels', none, input),
  changeChannel: (id: string, change: T.ChannelPatch) => patch('/channels/{id}', { id }, change),
  stage: (id: string, stage: T.Stage, successor: string | null, reason: string) => put('/channels/{id}/stage', { id }, { stage, successor, reason }),
  pause: (id: string, paused: boolean, reason: string) => put('/channels/{id}/paused', { id }, { paused, reason }),
  newDoor: (id: string, address: string) => post('/channels/{id}/doors', { id }, { address }),
  changeDoor: (id: string, change: T.DoorChange) => patch('/doors/{id}', { id }, change),
  removeDoor: (id: string) => del('/doors/{id}', { id }),
  testMail: (id: string, to: string) => post('/channels/{id}/test-mail', { id }, { to }),
  lastTest: (id: string) => get('/channels/{id}/test-mail', { id }),
  newMailbox: (id: string, input: T.MailboxInput) => post('/channels/{id}/mailboxes', { id }, input),
  changeMailbox: (id: string, change: T.MailboxPatch) => patch('/mailboxes/{id}', { id }, change),
  removeMailbox: (id: string) => del('/mailboxes/{id}', { id }),
  testMailbox: (input: T.MailboxInput) => ask('/mailboxes/test', none, input),
  reconcile: (id: string) => get('/mailboxes/{id}/reconcile', { id }),
  startOauth: (id: string) => post('/mailboxes/{id}/oauth/start', { id }),
  oauthApplications: () => get('/oauth-applications', none),
  saveOauthApplication: (provider: string, input: T.OAuthApplicationInput) => put('/oauth-applications/{provider}', { provider }, input),
  smarthosts: () => get('/smarthosts', none),
  newSmarthost: (input: T.SmarthostInput) => post('/smarthosts', none, input),
  changeSmarthost: (id: string, change: T.SmarthostInput) => patch('/smarthosts/{id}', { id }, change),
  removeSmarthost: (id: string) => del('/smarthosts/{id}', { id }),
  testSmarthost: (input: T.SmarthostInput) => ask('/smarthosts/test', none, input),
  dkimKeys: () => get('/dkim-keys', none),
  newDkimKey: (input: T.DkimKeyInput) => post('/dkim-keys', none, input),
  removeDkimKey: (id: string) => del('/dkim-keys/{id}', { id }),
  dnsCheck: (domain: string) => get('/dns-check', none, { domain }),
  macros: () => get('/macros', none),
  newMacro: (input: T.MacroInput) => post('/macros', none, input),
  changeMacro: (id: string, change: T.MacroPatch) => patch('/macros/{id}', { id }, change),
  removeMacro: (id: string) => del('/macros/{id}', { id }),
  useMacro: (id: string, conversation: string) => ask('/macros/{id}/use', { id }, { conversation }),
  views: () => get('/views', none),
  viewCounts: () => get('/views/counts', none),
  newView: (input: T.ViewInput) => post('/views', none, input),
  changeView: (id: string, change: T.ViewPatch) => patch('/views/{id}', { id }, change),
  removeView: (id: string) => del('/views/{id}', { id }),
  orderViews: (ids: string[]) => put('/views/order', none, { ids }),
  query: (input: T.FilterQuery) => ask('/conversations/query', none, input),
  rules: () => get('/rules', none),
  newRule: (input: T.RuleInput) => post('/rules', none, input),
  changeRule: (id: string, change: T.RulePatch) => patch('/rules/{id}', { id }, change),
  removeRule: (id: string) => del('/rules/{id}', { id }),
  orderRules: (ids: string[]) => put('/rules/order', none, { ids }),
  dryRun: (input: T.DryRunInput) => ask('/rules/dry-run', none, input),
  ruleRuns: (id: string) => get('/rules/{id}/runs', { id }),
  ruleTrace: (id: string) => get('/conversations/{id}/rules', { id }),
  // Without an idempotency key: the answer holds a secret, which is not to be kept.
  newWebhook: (input: T.WebhookInput) => ask('/webhooks', none, input),
  rotateWebhook: (id: string) => ask('/webhooks/{id}/secret', { id }, undefined),
  webhooks: () => get('/webhooks', none),
  changeWebhook: (id: string, change: T.WebhookPatch) => patch('/webhooks/{id}', { id }, change),
  removeWebhook: (id: string) => del('/webhooks/{id}', { id }),
  testWebhook: (id: string) => post('/webhooks/{id}/test', { id }),
  webhookLog: (id: string, cursor?: string | null) => get('/webhooks/{id}/deliveries', { id }, { cursor, limit: 30 }),
  replayWebhook: (id: string, delivery: string) => post('/webhooks/{id}/deliveries/{delivery}/replay', { id, delivery }),
  fields: () => get('/fields', none),
  newField: (input: T.FieldInput) => post('/fields', none, input),
  changeField: (id: string, change: T.FieldPatch) => patch('/fields/{id}', { id }, change),
  fieldValues: (id: string) => get('/conversations/{id}/fields', { id }),
  setFields: (id: string, values: Record<string, unknown>) => put('/conversations/{id}/fields', { id }, { values }),
  contactFields: (id: string) => get('/contacts/{id}/fields', { id }),
  setContactFields: (id: string, values: Record<string, unknown>) => put('/contacts/{id}/fields', { id }, { values }),
  organizationFields: (id: string) => get('/organizations/{id}/fields', { id }),
  setOrganizationFields: (id: string, values: Record<string, unknown>) => put('/organizations/{id}/fields', { id }, { values }),
  texts: () => get('/texts', none),
  saveText: (text: T.CustomerText, subject: string | null, body: string) => put('/texts/{key}/{locale}/{stage}', textAt(text), { subject, body }),
  resetText: (text: T.CustomerText) => del('/texts/{key}/{locale}/{stage}', textAt(text)),
  previewText: (text: T.CustomerText, subject: string | null, body: string) =>
    ask('/texts/preview', none, { key: text.key, locale: text.locale, stage: text.stage, subject, body }),
  businessHours: () => get('/business-hours', none),
  newBusinessHours: (input: T.BusinessHoursInput) => post('/business-hours', none, input),
  changeBusinessHours: (id: string, input: T.BusinessHoursInput) => put('/business-hours/{id}', { id }, input),
  removeBusinessHours: (id: string) => del('/business-hours/{id}', { id }),
  holidayCalendars: () => get('/holiday-calendars', none),
  readHolidays: (file: Blob) => sendFile<T.CalendarPreview>('/holiday-calendars/preview', file, 'text/calendar'),
  newHolidayCalendar: (input: T.HolidayCalendarInput) => post('/holiday-calendars', none, input),
  changeHolidayCalendar: (id: string, input: T.HolidayCalendarInput) => put('/holiday-calendars/{id}', { id }, input),
  removeHolidayCalendar: (id: string) => del('/holiday-calendars/{id}', { id }),
  slaPolicies: () => get('/sla-policies', none),
  newSlaPolicy: (input: T.SlaPolicyInput) => post('/sla-policies', none, input),
  changeSlaPolicy: (id: string, input: T.SlaPolicyInput) => put('/sla-policies/{id}', { id }, input),
  removeSlaPolicy: (id: string) => del('/sla-policies/{id}', { id }),
  trySlaPolicy: (input: T.SlaPreview) => ask('/sla-policies/preview', none, input),
  imports: () => get('/imports', none),
  newImport: (kind: T.ImportKind, name: string) => post('/imports', none, { kind, name }),
  /** In pieces, so that a large file is no single request; `progress` gets 0 to 1. */
  sendImport: async (id: string, file: Blob, progress: (part: number) => void, wanted: () => boolean): Promise<void> => {
    const piece = 4 * 1024 * 1024;
    for (let offset = 0; offset === 0 || offset < file.size; offset += piece) {
      if (!wanted()) return;
      const last = offset + piece >= file.size ? 1 : null;
      await sendFile<T.Import>(`/imports/${seg(id)}/file`, file.slice(offset, offset + piece), 'application/octet-stream', 'PUT', { offset, last });
      progress(file.size === 0 ? 1 : Math.min(1, (offset + piece) / file.size));
    }
  },
  importPreview: (id: string) => get('/imports/{id}/preview', { id }),
  lookAtImport: (id: string, plan: T.ImportPlan) => put('/imports/{id}/plan', { id }, plan),
  runImport: (id: string) => post('/imports/{id}/run', { id }),
  cancelImport: (id: string) => post('/imports/{id}/cancel', { id }),
  undoImport: (id: string) => post('/imports/{id}/undo', { id }),
  forgetImport: (id: string) => del('/imports/{id}', { id }),
  exports: () => get('/exports', none),
  newExport: () => post('/exports', none),
  removeExport: (id: string) => del('/exports/{id}', { id }),
  audit: (wanted: T.AuditWanted, cursor?: Cursor) => get('/audit', none, { ...wanted, cursor: cursor ?? null, limit: 50 }),
  blockedSenders: () => get('/blocked-senders', none),
  block: (address: string, reason: string) => post('/blocked-senders', none, { address, reason }),
  unblock: (address: string) => del('/blocked-senders/{address}', { address }),
  changeMe: (change: T.ChangeMe) => patch('/me', none, change),
  changePassword: (old: string, next: string) => put('/me/password', none, { old, new: next }),
  sessions: () => get('/me/sessions', none),
  endSession: (id: string) => del('/me/sessions/{id}', { id }),
  endOtherSessions: () => del('/me/sessions', none),
  secondFactor: () => get('/me/second-factor', none),
  beginSecondFactor: () => ask('/me/second-factor', none, undefined),
  confirmSecondFactor: (code: string) => ask('/me/second-factor/confirm', none, { code }),
  renewRecoveryCodes: (code: string) => ask('/me/second-factor/recovery-codes', none, { code }),
  endSecondFactor: (code: string) => request<null>('DELETE', '/me/second-factor', { body: { code } }),
  passkeys: () => get('/me/passkeys', none),
  passkeyOptions: () => ask('/me/passkeys/options', none, undefined),
  newPasskey: (input: T.PasskeyInput) => ask('/me/passkeys', none, input),
  removePasskey: (id: string) => del('/me/passkeys/{id}', { id }),
  tokens: () => get('/me/tokens', none),
  newToken: (input: T.TokenInput) => ask('/me/tokens', none, input),
  revokeToken: (id: string) => del('/me/tokens/{id}', { id }),
  agentSessions: (id: string) => get('/agents/{id}/sessions', { id }),
  endAgentSessions: (id: string) => del('/agents/{id}/sessions', { id }),
  endAgentSession: (id: string, session: string) => del('/agents/{id}/sessions/{session}', { id, session }),
  agentTokens: (id: string) => get('/agents/{id}/tokens', { id }),
  revokeAgentToken: (id: string, token: string) => del('/agents/{id}/tokens/{token}', { id, token }),
  resetSecondFactor: (id: string) => del('/agents/{id}/second-factor', { id }),
  permissionSets: () => get('/permission-sets', none),
  newPermissionSet: (input: T.PermissionSetInput) => post('/permission-sets', none, input),
  changePermissionSet: (id: string, input: T.PermissionSetChange) => put('/permission-sets/{id}', { id }, input),
  removePermissionSet: (id: string) => del('/permission-sets/{id}', { id }),
  signInSettings: () => get('/sign-in', none),
  changeSignIn: (input: T.SignInInput) => put('/sign-in', none, input),
  checkSignIn: () => ask('/sign-in/check', none, undefined),
  reportSchedules: () => get('/report-schedules', none),
  newReportSchedule: (input: T.ReportScheduleInput) => post('/report-schedules', none, input),
  changeReportSchedule: (id: string, input: T.ReportScheduleInput) => put('/report-schedules/{id}', { id }, input),
  removeReportSchedule: (id: string) => del('/report-schedules/{id}', { id }),
  testReportSchedule: (id: string) => post('/report-schedules/{id}/test', { id }),
  board: () => get('/reports/now', none),
  reportList: (query: NonNullable<Calls['GET /reports/conversations/list']['query']>) => get('/reports/conversations/list', none, query),
  nodes: () => get('/nodes', none),
  tellActivity: (input: T.ActivityInput) => request<T.ActivityHeard>('POST', '/me/activity', { body: input, keepalive: true }),
  ownTime: (query: NonNullable<Calls['GET /me/time']['query']>) => get('/me/time', none, query),
  ownDay: (day: string) => get('/me/time/day', none, { day }),
  timeReport: (query: NonNullable<Calls['GET /reports/time']['query']>) => get('/reports/time', none, query),
  timePersons: (query: NonNullable<Calls['GET /reports/time/persons']['query']>) => get('/reports/time/persons', none, query),
  poll: (position: number, signal: AbortSignal) => request<T.FeedFrame>('GET', '/feed/poll', { query: { position, wait_ms: 25000 }, signal }),
};

function textAt(text: T.CustomerText): { key: string; locale: string; stage: string } {
  return { key: text.key, locale: text.locale, stage: text.stage || 'any' };
}
export const files = {
  audit: (form: 'csv' | 'jsonl', wanted: T.AuditWanted) => url(`/audit/export/audit.${form}`, { ...wanted }),
  importReport: (id: string) => `/api/v1/imports/${seg(id)}/report`,
  exported: (id: string) => `/api/v1/exports/${seg(id)}/file`,
  report: (query: NonNullable<Calls['GET /reports/conversations']['query']>) => url('/reports/conversations', { ...query }),
  reportTable: (file: string, query: NonNullable<Calls['GET /reports/conversations']['query']>) => url(`/reports/conversations/export/${seg(file)}`, { ...query }),
  timeTable: (file: string, query: NonNullable<Calls['GET /reports/time']['query']>) => url(`/reports/time/export/${seg(file)}`, { ...query }),
  providerStart: '/api/v1/session/oidc/start',
  raw: (message: string) => `/api/v1/messages/${seg(message)}/raw`,
  original: (message: string, images: boolean) => `/api/v1/messages/${seg(message)}/original${images ? '?images=1' : ''}`,
  attachment: (id: string, inline = false) => `/api/v1/attachments/${seg(id)}${inline ? '?inline=1' : ''}`,
  quarantineRaw: (id: string) => `/api/v1/quarantine/${seg(id)}/raw`,
};
