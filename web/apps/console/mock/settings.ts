// The settings part of the mock.
import * as data from './data.ts';
import { channelRoutes } from './channels.ts';
import { doorRoutes } from './doors.ts';
import { measuredRoutes } from './measured.ts';
import { noticeRoutes } from './notices.ts';
import { outageRoutes } from './outages.ts';
import { planRoutes } from './plans.ts';
import { answer, type Handler } from './plugin.ts';

const f = data.fixtures;
const now = Date.now();
const all = <T>(items: T[]): { items: T[]; next: null } => ({ items, next: null });
const mailboxes = [{ id: data.id('mbx'), host: 'imap.northwind.example', port: 993, tls: 'implicit', username: 'support@northwind.example', auth: 'password', folder: 'INBOX', enabled: true, after_commit: 'leave', move_to: null, start_from: 'now', state: 'idle', last_success_at: now - 20_000, last_error: null, on_server: 1204, stored: 1203, quarantined: 1, missing: 0 }];
const smarthosts = [{ id: data.id('smh'), position: 1, host: 'smtp.relay.example', port: 587, tls: 'starttls', username: 'northwind', auth: 'password', rate_per_minute: 60, enabled: true, last_success_at: now - 90_000, last_error: null }];
const keys = [{ id: data.id('dkm'), domain: 'northwind.example', selector: 'fl2026', algorithm: 'ed25519', active: true, records: [{ type: 'TXT', name: 'fl2026._domainkey.northwind.example', value: 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=' }, { type: 'TXT', name: 'northwind.example', value: 'v=spf1 include:relay.example -all' }], check: { state: 'ok', found: 'v=DKIM1; k=ed25519; p=11qY…' } }];
const texts = [
  { key: 'acknowledgement', locale: 'en', stage: 'live', subject: 'We have your message (#{number})', body: 'Hello {name},\n\nthank you for writing. {promise}\n\n{organization}', default: true, variables: ['name', 'number', 'promise', 'organization'] },
  { key: 'channel_closed', locale: 'en', stage: 'closed', subject: 'This address is closed', body: 'Your message was kept and will be answered by {successor}.', default: true, variables: ['successor', 'organization'] },
];
const blocked = [{ address: 'spam@bad.example', at: now - 9e6, agent: f.agents[0]!.id, reason: 'Sends invoices that nobody ordered' }];

export const settingsRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/organization$/, () => data.bootstrap(0).organization],
  ['PATCH', /^\/organization$/, (_p, b) => ({ ...data.bootstrap(0).organization, ...b })],
  ['GET', /^\/agents$/, () => all(f.agents)],
  ['POST', /^\/agents$/, (_p, b) => { const agent = { ...f.agents[0]!, ...b, id: data.id('agt'), active: true, invited: true }; f.agents.push(agent as (typeof f.agents)[number]); return answer(201, agent); }],
  ['PATCH', /^\/agents\/([^/]+)$/, (p, b) => Object.assign(f.agents.find((a) => a.id === p[0])!, b)],
  ['POST', /^\/agents\/([^/]+)\/invitation$/, () => null],
  ['GET', /^\/teams$/, () => all(f.teams)],
  ['POST', /^\/teams$/, (_p, b) => { const team = { id: data.id('tem'), name: '', signature: '', archived: false, ...b }; f.teams.push(team as (typeof f.teams)[number]); return answer(201, team); }],
  ['PATCH', /^\/teams\/([^/]+)$/, (p, b) => Object.assign(f.teams.find((t) => t.id === p[0])!, b)],
  ...measuredRoutes,
  ...channelRoutes,
  ...doorRoutes,
  ...outageRoutes,
  ...planRoutes,
  ...noticeRoutes,
  ['POST', /^\/channels\/([^/]+)\/doors$/, (p, b) => { const door = { id: data.id('dor'), channel: p[0]!, address: String(b['address']), reply_form: 'tagged' as const }; f.channels.find((c) => c.id === p[0])!.doors.push(door); return answer(201, door); }],
  ['POST', /^\/channels\/([^/]+)\/test-mail$/, () => answer(202, {})],
  ['POST', /^\/mailboxes\/test$/, () => ({ ok: true, message: 'Signed in; 1,204 messages in INBOX.' })],
  ['GET', /^\/mailboxes\/([^/]+)\/reconcile$/, () => ({ on_server: 1204, stored: 1203, quarantined: 1, missing: 0, last_success_at: now - 20_000, age_ms: 20_000, error: null, items: [{ uid: 88, state: 'quarantined', error: 'MIME: too many parts' }] })],
  ['GET', /^\/channels\/([^/]+)\/mailboxes$/, () => all(mailboxes)],
  ['GET', /^\/smarthosts$/, () => all(smarthosts)],
  ['POST', /^\/smarthosts\/test$/, () => ({ ok: true, message: '250 ready' })],
  ['GET', /^\/dkim-keys$/, () => all(keys)],
  ['GET', /^\/macros$/, () => all(f.macros)],
  ['POST', /^\/macros$/, (_p, b) => { const macro = { id: data.id('mac'), actions: [], team: null, ...b }; f.macros.push(macro as unknown as (typeof f.macros)[number]); return answer(201, macro); }],
  ['PATCH', /^\/macros\/([^/]+)$/, (p, b) => Object.assign(f.macros.find((m) => m.id === p[0])!, b)],
  ['GET', /^\/texts$/, () => all(texts)],
  ['PUT', /^\/texts\/([^/]+)\/([^/]+)\/([^/]+)$/, (p, b) => Object.assign(texts.find((t) => t.key === p[0])!, b, { default: false })],
  ['POST', /^\/texts\/preview$/, (_p, b) => ({ subject: String(b['subject'] ?? '').replace('{number}', '1042'), body: String(b['body']).replace('{name}', 'Maya').replace('{promise}', 'We usually answer within 2 hours.').replace('{organization}', 'Northwind') })],
  ['GET', /^\/business-hours$/, () => all([{ id: data.id('bhr'), name: 'Office', zone: 'Europe/Tallinn', week: [0, 1, 2, 3, 4].map((day) => ({ day, from: 540, to: 1020 })), exceptions: [], calendars: [], channels: [f.channels[0]!.id], teams: [], open: true, next_open: now, next_close: now + 9e6, version: 1 }])],
  ['GET', /^\/holiday-calendars$/, () => all([{ id: data.id('hol'), name: 'Estonia', days: [{ date: '2027-02-24', name: 'Independence Day' }], version: 1 }])],
  ['GET', /^\/sla-policies$/, () => all([{ id: data.id('slp'), name: 'Urgent', position: 0, channel: null, urgency: 'urgent', in_hours: false, first_response_ms: 9e5, next_response_ms: 36e5, resolution_ms: null, warn_ms: 3e5, version: 1 }])],
  ['GET', /^\/audit$/, () => all([{ id: data.id('aud'), at: now - 5e6, agent: f.agents[0]!.id, act: 'channel.paused', target: 'Orders', detail: { reason: 'Stocktaking' }, ip: '192.0.2.10' }])],
  ['GET', /^\/blocked-senders$/, () => all(blocked)],
  ['POST', /^\/blocked-senders$/, (_p, b) => { blocked.push({ address: String(b['address']), at: Date.now(), agent: f.agents[0]!.id, reason: String(b['reason'] ?? '') }); return answer(201, null); }],
  ['DELETE', /^\/blocked-senders\/(.+)$/, (p) => { const at = blocked.findIndex((x) => x.address === decodeURIComponent(p[0]!)); if (at >= 0) blocked.splice(at, 1); return null; }],
  ['GET', /^\/quarantine$/, () => all(data.quarantine)],
  ['POST', /^\/quarantine\/([^/]+)\/release$/, () => { data.quarantine.pop(); return null; }],
  ['DELETE', /^\/quarantine\/([^/]+)$/, () => { data.quarantine.pop(); return null; }],
  ['PATCH', /^\/me$/, (_p, b) => { if (b['settings']) Object.assign(data.me.settings, b['settings']); else Object.assign(data.me, b); return data.me; }],
  ['PUT', /^\/me\/password$/, (_p, b) => (b['old'] === 'wrong' ? answer(401, { error: { code: 'wrong_password', message: 'The old password is wrong.', field: 'old' } }) : null)],
  ['GET', /^\/me\/sessions$/, () => all([{ id: data.id('ses'), created_at: now - 9e8, last_seen_at: now, ip: '127.0.0.1', user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140', current: true }])],
];
