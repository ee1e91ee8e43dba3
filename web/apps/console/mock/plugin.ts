// A Vite middleware that answers like the server, for development only; nothing of it is in the build.
// `?mock=setup` state: POST /api/v1/__mock {"state":"setup"|"out"|"in"} ; a new message every minute comes over the feed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin, PreviewServer, ViteDevServer } from 'vite';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Draft, Message, Summary } from '../../../packages/api/src/types.ts';
import * as data from './data.ts';
import { queueRoutes } from './queue.ts';
import { settingsRoutes } from './settings.ts';

type Body = Record<string, unknown>;
export type Handler = (params: string[], body: Body, query: URLSearchParams) => { status?: number; body?: unknown } | unknown;
export interface Answer { status: number; body: unknown }
export const answer = (status: number, body: unknown): Answer => Object.assign(Object.create(Reply.prototype) as Answer, { status, body });
class Reply {}

let position = 100;
let state: 'in' | 'out' | 'setup' = 'in';
const sockets = new Set<WebSocket>();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function emit(kind: string, c: Summary | null, extra: Body = {}): void {
  position += 1;
  const frame = JSON.stringify({ type: 'events', position, events: [{ position, at: Date.now(), actor: { by: 'customer', id: null }, kind, conversation: c?.id ?? null, message: null, ...extra }], patches: { conversations: c ? [c] : [] }, counts: data.counts() });
  for (const socket of sockets) socket.send(frame);
}
/** A frame that is no event. */
export function tell(frame: object): void {
  for (const socket of sockets) socket.send(JSON.stringify(frame));
}
function change(c: Summary, part: Partial<Summary>, kind: string): { conversation: Summary } {
  Object.assign(c, part, { version: c.version + 1 });
  emit(kind, c, { actor: { by: 'agent', id: data.me.id } });
  return { conversation: c };
}
function find(ref: string): Summary | undefined {
  return data.conversations.get(ref) ?? [...data.conversations.values()].find((c) => String(c.number) === ref);
}
function inView(c: Summary, view: string | null): boolean {
  if (view === 'mine') return c.status === 'open' && c.assignee === data.me.id;
  if (view === 'unassigned') return c.status === 'open' && c.assignee === null;
  if (view === 'all' || !view) return c.status === 'open';
  if (view === 'mentions') return c.number > 5998;
  if (view.startsWith('tem_')) return c.status === 'open' && c.team === view;
  return c.status === view;
}
function page<T>(items: T[], query: URLSearchParams): { items: T[]; next: string | null } {
  const from = Number(query.get('cursor') ?? 0);
  const limit = Math.min(100, Number(query.get('limit') ?? 50));
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null };
}
const withC = (fn: (c: Summary, body: Body, params: string[]) => unknown): Handler => (params, body) => {
  const c = find(params[0] ?? '');
  if (!c) return answer(404, { error: { code: 'not_found', message: 'No such conversation.', field: null, request_id: 'req_mock' } });
  if (typeof body['version'] === 'number' && body['version'] !== c.version && !body['force']) return answer(409, { error: { code: 'conflict', message: 'Changed meanwhile.' }, conversation: c, changed_by: data.fixtures.agents[1]?.id });
  return fn(c, body, params);
};

const routes: [string, RegExp, Handler][] = [
  ['POST', /^\/__mock$/, (_p, body) => { state = body['state'] as typeof state; return {}; }],
  ['GET', /^\/setup$/, () => ({ needed: state === 'setup', demo: null, passwords: true, provider: null })],
  ['POST', /^\/(setup|session|invitations\/[^/]+)$/, (_p, body) => {
    if (body['password'] === 'wrong') return answer(401, { error: { code: 'wrong_credentials', message: 'no' } });
    state = 'in';
    return answer(201, data.bootstrap(position));
  }],
  ['DELETE', /^\/session$/, () => { state = 'out'; return null; }],
  ['POST', /^\/password\/(forgot|reset)$/, () => answer(202, null)],
  ['GET', /^\/invitations\/[^/]+$/, () => ({ name: 'Nina Berg', email: 'nina@northwind.example', organization: 'Northwind' })],
  ['GET', /^\/bootstrap$/, () => (state === 'in' ? data.bootstrap(position) : answer(401, { error: { code: 'signed_out', message: 'Sign in.' } }))],
  ['GET', /^\/counts$/, () => data.counts()],
  ['GET', /^\/conversations$/, (_p, _b, query) => {
    const items = [...data.conversations.values()].filter((c) => inView(c, query.get('view')));
    const newest = query.get('sort') !== 'oldest';
    items.sort((a, b) => (newest ? b.last_at - a.last_at : (a.waiting_since ?? a.last_at) - (b.waiting_since ?? b.last_at)));
    return page(items, query);
  }],
  ['POST', /^\/conversations\/bulk$/, () => ({ done: [], failed: [] })],
  ['POST', /^\/conversations$/, (_p, body) => {
    const base = [...data.conversations.values()][0]!;
    const c: Summary = { ...base, id: data.id('cnv'), number: 6000 + data.conversations.size, subject: String(body['subject']), status: 'waiting', assignee: data.me.id, last_at: Date.now(), unread: false, version: 1, hint: null, tags: [], preview: '' };
    data.conversations.set(c.id, c);
    data.messages.set(c.id, []);
    reply(c, { ...body, kind: 'reply' });
    return answer(201, detail(c));
  }],
  ['GET', /^\/conversations\/([^/]+)$/, withC((c) => detail(c))],
  ['GET', /^\/conversations\/([^/]+)\/messages$/, () => ({ items: [], next: null })],
  ['POST', /^\/conversations\/([^/]+)\/messages$/, withC((c, body) => {
    const message = reply(c, body);
    const then = body['then'] as { do: string; until?: number };
    const status = then.do === 'resolve' ? 'resolved' : then.do === 'snooze' ? 'snoozed' : then.do === 'wait' ? 'waiting' : c.status;
    data.drafts.delete(c.id);
    change(c, { status, snoozed_until: then.until ?? null, waiting_since: null, last_at: Date.now(), last_kind: body['kind'] === 'note' ? 'note' : 'agent', draft: false }, 'conversation.replied.v1');
    return answer(201, { message, conversation: c });
  })],
  ['DELETE', /^\/messages\/([^/]+)\/sending$/, (params) => {
    for (const [cid, list] of data.messages) {
      const at = list.findIndex((m) => m.id === params[0]);
      const m = list[at];
      if (!m) continue;
      list.splice(at, 1);
      const c = find(cid)!;
      const draft: Draft = { kind: 'reply', html: m.html ?? '', to: m.to, cc: m.cc, bcc: m.bcc, subject: null, attachments: m.attachments, updated_at: Date.now() };
      change(c, { status: 'open', waiting_since: c.last_customer_at }, 'conversation.status.v1');
      return { draft, conversation: c };
    }
    return answer(409, { error: { code: 'already_sent', message: 'too late' } });
  }],
  ['PUT', /^\/conversations\/([^/]+)\/status$/, withC((c, b) => change(c, { status: b['status'] as Summary['status'], snoozed_until: null, waiting_since: b['status'] === 'open' ? (c.last_customer_at ?? Date.now()) : null }, 'conversation.status.v1'))],
  ['PUT', /^\/conversations\/([^/]+)\/snooze$/, withC((c, b) => change(c, { status: 'snoozed', snoozed_until: b['until'] as number }, 'conversation.snoozed.v1'))],
  ['DELETE', /^\/conversations\/([^/]+)\/snooze$/, withC((c) => change(c, { status: 'open', snoozed_until: null }, 'conversation.woken.v1'))],
  ['PUT', /^\/conversations\/([^/]+)\/assignee$/, withC((c, b) => change(c, { assignee: b['agent'] as string | null }, 'conversation.assigned.v1'))],
  ['PUT', /^\/conversations\/([^/]+)\/team$/, withC((c, b) => change(c, { team: b['team'] as string | null }, 'conversation.moved.v1'))],
  ['PUT', /^\/conversations\/([^/]+)\/urgency$/, withC((c, b) => change(c, { urgency: b['urgency'] as Summary['urgency'] }, 'conversation.urgency.v1'))],
  ['PUT', /^\/conversations\/([^/]+)\/topic$/, withC((c, b) => change(c, { topic: b['topic'] as string | null }, 'conversation.topic.v1'))],
  ['PUT', /^\/conversations\/([^/]+)\/subject$/, withC((c, b) => change(c, { subject: b['subject'] as string }, 'conversation.subject.v1'))],
  ['PUT', /^\/conversations\/([^/]+)\/tags\/([^/]+)$/, withC((c, _b, p) => change(c, { tags: [...c.tags, p[1]!] }, 'conversation.tagged.v1'))],
  ['DELETE', /^\/conversations\/([^/]+)\/tags\/([^/]+)$/, withC((c, _b, p) => change(c, { tags: c.tags.filter((x) => x !== p[1]) }, 'conversation.untagged.v1'))],
  ['POST', /^\/tags$/, (_p, b) => { const tag = { id: data.id('tag'), name: String(b['name']), colour: null }; data.fixtures.tags.push(tag); return answer(201, tag); }],
  ['PUT', /^\/conversations\/([^/]+)\/followers\/([^/]+)$/, withC((c, _b, p) => { (data.followers.get(c.id) ?? data.followers.set(c.id, new Set()).get(c.id)!).add(p[1]!); return { conversation: c }; })],
  ['DELETE', /^\/conversations\/([^/]+)\/followers\/([^/]+)$/, withC((c, _b, p) => { data.followers.get(c.id)?.delete(p[1]!); return { conversation: c }; })],
  ['PUT', /^\/conversations\/([^/]+)\/read$/, withC((c, b) => { c.unread = !b['read']; return { conversation: c }; })],
  ['POST', /^\/conversations\/([^/]+)\/block$/, withC((c) => change(c, { status: 'spam' }, 'conversation.status.v1'))],
  ['DELETE', /^\/conversations\/([^/]+)$/, withC((c) => { data.conversations.delete(c.id); return null; })],
  ['GET', /^\/(?:drafts\/new|conversations\/([^/]+)\/draft)$/, (p) => data.drafts.get(p[0] ?? 'new') ?? null],
  ['PUT', /^\/(?:drafts\/new|conversations\/([^/]+)\/draft)$/, (p, b) => { const draft = { ...b, updated_at: Date.now() } as unknown as Draft; data.drafts.set(p[0] ?? 'new', draft); return draft; }],
  ['DELETE', /^\/(?:drafts\/new|conversations\/([^/]+)\/draft)$/, (p) => { data.drafts.delete(p[0] ?? 'new'); return null; }],
  ['POST', /^\/attachments$/, () => answer(201, { id: data.id('att'), name: 'picture.png', type: 'image/png', size: 20_480, inline: false, content_id: null })],
  ['GET', /^\/search$/, (_p, _b, query) => {
    const q = (query.get('q') ?? '').toLowerCase();
    const hits = [...data.conversations.values()].filter((c) => `${c.subject} ${c.preview} ${c.contact?.name}`.toLowerCase().includes(q)).slice(0, 200);
    return page(hits.map((c) => {
      const at = c.preview.toLowerCase().indexOf(q);
      const snippet = at < 0 ? [{ text: c.preview, hit: false }] : [{ text: c.preview.slice(0, at), hit: false }, { text: c.preview.slice(at, at + q.length), hit: true }, { text: c.preview.slice(at + q.length), hit: false }];
      return { conversation: c, message: 'msg_x', at: c.last_at, snippet };
    }), query);
  }],
  ['GET', /^\/contacts$/, (_p, _b, query) => page([...data.contacts.values()].filter((c) => `${c.name} ${c.identities[0]?.value}`.toLowerCase().includes((query.get('q') ?? '').toLowerCase())), query)],
  ['GET', /^\/contacts\/([^/]+)$/, (p) => ({ contact: data.contacts.get(p[0]!), conversations: { items: [...data.conversations.values()].filter((c) => c.contact?.id === p[0]).slice(0, 20), next: null } })],
  ['PATCH', /^\/contacts\/([^/]+)$/, (p, b) => ({ contact: Object.assign(data.contacts.get(p[0]!)!, b) })],
  ['PUT', /^\/contacts\/([^/]+)\/block$/, (p) => { data.contacts.get(p[0]!)!.blocked = true; return null; }],
  ['DELETE', /^\/contacts\/([^/]+)\/block$/, (p) => { data.contacts.get(p[0]!)!.blocked = false; return null; }],
  ['POST', /^\/me\/activity$/, () => ({ seq: Number.MAX_SAFE_INTEGER })],
  ...queueRoutes,
  ...settingsRoutes,
];
function reply(c: Summary, body: Body): Message {
  const note = body['kind'] === 'note';
  const to = (body['to'] ?? []) as Message['to'];
  return data.add(c, {
    kind: note ? 'note' : 'agent', at: Date.now(), author: { type: 'agent', id: data.me.id, name: data.me.name, address: null }, html: String(body['html'] ?? ''), text: String(body['html'] ?? '').replace(/<[^>]+>/g, ' ').trim(), to: note ? [] : to, cc: note ? [] : ((body['cc'] ?? []) as Message['cc']), bcc: [],
    deliveries: note ? [] : to.map((a) => ({ id: data.id('dlv'), recipient: a.address, state: 'held' as const, attempt: 0, next_at: null, last_text: null, undo_until: Date.now() + 10_000 })),
  });
}
function detail(c: Summary): unknown {
  const list = data.thread(c);
  const contact = c.contact ? data.contacts.get(c.contact.id) : null;
  return {
    conversation: { ...c, followers: [...(data.followers.get(c.id) ?? [])], participants: [{ address: c.contact?.address, name: c.contact?.name, role: 'customer', new_to_conversation: false }, ...(c.number === 6000 ? [{ address: 'karin@lindqvist.example', name: 'Karin Lindqvist', role: 'cc', new_to_conversation: true }] : [])], links: [], merged: [], pinned: null, promise: null }, led_from: null,
    messages: list, earlier: null, contact, history: [...data.conversations.values()].filter((o) => o.contact?.id === c.contact?.id && o.id !== c.id).slice(0, 4), draft: data.drafts.get(c.id) ?? null,
    presence: c.number === 6000 ? [{ agent: data.fixtures.agents[1]!.id, state: 'viewing' }, { agent: data.fixtures.agents[2]!.id, state: 'writing' }] : [],
    reply: { to: c.contact ? [{ name: c.contact.name, address: c.contact.address ?? '' }] : [], cc: c.number === 6000 ? [{ name: 'Karin Lindqvist', address: 'karin@lindqvist.example' }] : [], warning: null },
  };
}
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = url.pathname.replace('/api/v1', '');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  let body: Body = {};
  try {
    body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Body;
  } catch {
    body = {};
  }
  await wait(60);
  if (/^\/messages\/.+\/(raw|original)$/.test(path) || /^\/attachments\/.+/.test(path) || /^\/quarantine\/.+\/raw$/.test(path)) {
    const html = path.endsWith('original');
    response.setHeader('Content-Type', html ? 'text/html; charset=utf-8' : path.includes('attachments') ? 'image/svg+xml' : 'text/plain; charset=utf-8');
    response.end(html ? '<p>The original message, with pictures.</p>' : path.includes('attachments') ? '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60" fill="#b9c8f5"/></svg>' : 'Return-Path: <maya@lindqvist.example>\r\nSubject: Refund not received\r\n\r\nHi, it has been nine days …');
    return;
  }
  if (path === '/feed/poll') {
    await wait(20_000);
    respond(response, 200, { type: 'events', position, events: [] });
    return;
  }
  for (const [method, pattern, handler] of routes) {
    const match = request.method === method ? pattern.exec(path) : null;
    if (!match) continue;
    const result = await handler(match.slice(1), body, url.searchParams);
    if (result instanceof Reply) respond(response, (result as Answer).status, (result as Answer).body);
    else respond(response, 200, result);
    return;
  }
  respond(response, 404, { error: { code: 'not_found', message: `The mock does not know ${request.method} ${path}`, field: null, request_id: 'req_mock' } });
}
function respond(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body ?? null));
}
function arrive(): void {
  const c = [...data.conversations.values()].find((one) => one.number === 5997);
  if (!c || sockets.size === 0) return;
  data.add(c, { at: Date.now(), author: { type: 'contact', id: c.contact?.id ?? null, name: c.contact?.name ?? null, address: c.contact?.address ?? null }, text: 'هل من جديد؟', reply: 'هل من جديد؟', language: 'ar' });
  Object.assign(c, { last_at: Date.now(), preview: 'هل من جديد؟', unread: true, version: c.version + 1 });
  emit('conversation.received.v1', c);
}
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'; media-src 'self'";

function attach(server: ViteDevServer | PreviewServer, strict: boolean): void {
  server.middlewares.use((request, response, next) => {
    if (strict) response.setHeader('Content-Security-Policy', policy);
    if (request.url?.startsWith('/api/v1/')) void serve(request, response);
    else next();
  });
  const feed = new WebSocketServer({ noServer: true });
  server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!request.url?.startsWith('/api/v1/feed')) return;
    feed.handleUpgrade(request, socket, head, (ws) => {
      sockets.add(ws);
      ws.send(JSON.stringify({ type: 'hello', position }));
      ws.on('close', () => sockets.delete(ws));
    });
  });
  const timer = setInterval(arrive, 60_000);
  server.httpServer?.on('close', () => clearInterval(timer));
}
/** `vite` serves sources; `vite preview` serves the build under the real content security policy. */
export function mock(): Plugin {
  return {
    name: 'fairlead-mock',
    apply: 'serve',
    configureServer: (server) => attach(server, false),
    configurePreviewServer: (server) => attach(server, true),
  };
}
