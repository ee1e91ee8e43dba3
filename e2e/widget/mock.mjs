// A desk that speaks the contract of the widget, and nothing else: one widget, threads in memory, and hands to make it misbehave.
// It checks what it is sent, so that a widget that breaks the contract fails its scene.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { accept } from './wire.mjs';

const dist = new URL('../../web/dist/widget/', import.meta.url);
const KINDS = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
/** What the frame may do: its own origin, nothing inline. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('<', '&lt;');

export const plainConfig = {
  name: 'Northwind support', locale: 'en', locales: ['en', 'et', 'zh', 'ar'], dir: 'ltr', color: '#0b5f7c', position: 'end', greeting: 'Hi! What can we do for you?', online: true,
  promise: 'Usually 4 minutes, almost always within 10.', away: 'We answer tomorrow, usually by 9:30, almost always by 11:00.', contact_url: '/contact', help_url: '/help', articles_first: false, fields: [], topics: [],
  ask_email: 'optional', rating: true, transcript: true, sound: true, files: { max_bytes: 5_000_000, max_count: 4 }, text_max: 4_000, paused: false, notice: null, hidden: false, invitations: [], invitations_per_day: 1, words: null,
};

/** `sites`: origins that may frame it. `config` over the plain one. `now` gives the time of messages. */
export async function startMock({ key = 'wgt_test', sites = [], config = {}, articles = [], frozen = null } = {}) {
  const desk = { key, sites, config: { ...plainConfig, key, ...config }, requests: [], faults: [], blocked: new Set(), live: new Set(), outcomes: [], uploads: new Map(), mails: [], slow: 0 };
  const threads = new Map(); // token -> thread
  let serial = 0;
  let tokens = 0;
  const at = () => frozen ?? Date.now();
  const next = () => String((serial += 1));
  const thread = () => ({ messages: [], byClient: new Map(), conversation: null, visitor: { name: null, email: null, proved: 'none' }, read: null });
  desk.last = () => [...threads.values()].filter((t) => t.messages.length > 0).at(-1);
  const conversation = (t) => (t.conversation ??= { number: '1042', status: 'open', agent: null, read_upto: null, by_mail: false, rate: false, alternative: null });

  const spread = (t, frame) => {
    for (const line of desk.live) if (line.thread === t) line.send(frame);
  };
  const add = (t, from, more) => {
    const cursor = next();
    const message = { id: `msg_${cursor}`, cursor, from, author: null, text: '', html: null, files: [], at: at(), client_id: null, state: 'sent', by: 'chat', ...more };
    t.messages.push(message);
    spread(t, { type: 'message', cursor, message });
    return message;
  };
  Object.assign(desk, {
    /** What an agent does, in the thread that spoke last. */
    say: (text, more = {}) => add(desk.last(), 'agent', { text, author: { name: 'Liis Kask', initials: 'LK' }, ...more }),
    tell: (text) => add(desk.last(), 'system', { text }),
    typing: () => spread(desk.last(), { type: 'typing', name: 'Liis' }),
    read: () => {
      const t = desk.last();
      t.conversation.read_upto = t.messages.at(-1).cursor;
      spread(t, { type: 'read', upto: t.conversation.read_upto });
    },
    change: (what) => {
      const t = desk.last();
      t.conversation = { ...conversation(t), ...what };
      spread(t, { type: 'conversation', conversation: t.conversation });
    },
    presence: (what) => {
      Object.assign(desk.config, what);
      for (const line of desk.live) line.send({ type: 'presence', online: desk.config.online, promise: desk.config.promise, away: desk.config.away });
    },
    reset: () => [...desk.live].forEach((line) => line.send({ type: 'reset' })),
    cut: () => [...desk.live].forEach((line) => line.close()),
    /** A thread that was there before, for a token. */
    before: (token, messages, more = {}) => {
      const t = Object.assign(thread(), more);
      for (const m of messages) {
        const cursor = next();
        t.messages.push({ id: `msg_${cursor}`, cursor, from: 'agent', author: { name: 'Liis Kask', initials: 'LK' }, text: '', html: null, files: [], at: at(), client_id: null, state: 'read', by: 'chat', ...m });
      }
      conversation(t);
      threads.set(token, t);
      return t;
    },
  });

  const session = (t) => {
    const token = `tok_${(tokens += 1)}_${'x'.repeat(40)}`;
    threads.set(token, t);
    return { token, expires_at: Date.now() + 864e5, cursor: t.messages.at(-1)?.cursor ?? '0', visitor: t.visitor, conversation: t.conversation, messages: t.messages.slice(-50), outbox_ids: [...t.byClient.keys()] };
  };
  const wrong = (status, code, field, message = 'That cannot be taken.') => ({ status, body: { error: { code, message, field: field ?? null, request_id: 'req_1' } } });
  const ok = (body, status = 200) => ({ status, body });

  const verbs = {
    'POST session': (_, body) => {
      if (body.identity === 'bad') return wrong(401, 'identity_refused');
      if (body.token && !threads.has(body.token)) return wrong(401, 'token_unknown');
      if (typeof body.zone !== 'string' || typeof body.page?.url !== 'string') return wrong(422, 'invalid', 'page');
      return ok(session(threads.get(body.token) ?? thread()));
    },
    'GET messages': (t, _, query) => {
      const before = Number(query.get('before') ?? Infinity);
      const after = Number(query.get('after') ?? 0);
      const all = t.messages.filter((m) => Number(m.cursor) < before && Number(m.cursor) > after);
      const items = all.slice(-Number(query.get('limit') ?? 50));
      return ok({ items, cursor: items.at(-1)?.cursor ?? '0', more: all.length > items.length });
    },
    'POST messages': (t, body, _, headers) => {
      const id = headers['idempotency-key'] ?? '';
      if (!/^[\w-]{8,64}$/.test(id)) return wrong(422, 'invalid', 'idempotency-key');
      if (desk.limited) return { ...wrong(429, 'too_many'), headers: { 'retry-after': '1' } };
      if (/refuse me/.test(body.text)) return wrong(422, 'invalid', 'text', 'This text cannot be sent.');
      if (!body.text && !body.files.length) return wrong(422, 'invalid', 'text');
      if (!t.byClient.has(id)) {
        Object.assign(t, { topic: body.topic ?? t.topic, fields: body.fields ?? t.fields });
        if (body.email && !t.visitor.email) t.visitor = { ...t.visitor, email: body.email };
        conversation(t);
        t.byClient.set(id, add(t, 'customer', { text: body.text, files: body.files.map((f) => desk.uploads.get(f)), client_id: id, state: 'delivered' }));
      }
      return ok({ message: t.byClient.get(id), conversation: t.conversation }, 201);
    },
    'POST typing': (t) => ((t.typed = (t.typed ?? 0) + 1), ok({})),
    'POST read': (t, body) => {
      t.read = body.upto;
      for (const m of t.messages) if (m.from === 'agent' && Number(m.cursor) <= Number(body.upto)) m.state = 'read';
      return ok({});
    },
    'POST transcript': (t, body) => (desk.mails.push({ transcript: body.email ?? t.visitor.email }), ok({}, 202)),
    'POST rating': (t, body) => (Number.isInteger(body.score) && body.score >= 1 && body.score <= 5 ? ((t.rating = body), ok({})) : wrong(422, 'invalid', 'score')),
    'POST rating/shown': (t) => ((t.shown = (t.shown ?? 0) + 1), ok(null, 204)),
    'POST alternative': (t, body) => {
      if (!['message', 'wait'].includes(body.choice)) return wrong(422, 'invalid', 'choice');
      if (!t.conversation?.alternative && t.chosen?.choice !== body.choice) return wrong(409, 'nothing_offered');
      t.chosen = body;
      if (body.email && !t.visitor.email) t.visitor = { ...t.visitor, email: body.email };
      t.conversation = { ...t.conversation, alternative: null };
      spread(t, { type: 'conversation', conversation: t.conversation });
      return ok({ conversation: t.conversation });
    },
    'POST email': (_, body) => (desk.mails.push({ code: body.email }), ok({}, 202)),
    'POST email/code': (t, body) => {
      if (body.code !== '123456') return wrong(422, 'code_wrong', 'code');
      const known = desk.byMail?.(body.email) ?? t;
      known.visitor = { name: 'Kadri Tamm', email: body.email, proved: 'code' };
      return ok(session(known));
    },
  };

  const bodyOf = async (request, limit) => {
    const parts = [];
    let size = 0;
    for await (const part of request) if ((size += part.length) <= limit) parts.push(part);
    return size > limit ? null : Buffer.concat(parts);
  };

  const page = (origin, lang) => {
    const words = desk.config.locales.includes(lang) ? lang : desk.config.locale;
    const said = { ...desk.config, locale: words, dir: words === 'ar' ? 'rtl' : 'ltr' };
    return `<!doctype html><html lang="${words}" dir="${said.dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${desk.config.name}</title><link rel="stylesheet" href="/w/${desk.manifest.style}"></head><body><div id="app" data-key="${key}" data-origin="${origin}" data-config='${escaped(JSON.stringify(said))}'></div><script type="module" src="/w/${desk.manifest.app}"></script></body></html>`;
  };

  const answer = async (request, response) => {
    const url = new URL(request.url, 'http://desk');
    const path = url.pathname;
    desk.requests.push(`${request.method} ${path}`);
    if (desk.down) return request.socket.destroy();
    if (desk.slow) await new Promise((resolve) => setTimeout(resolve, desk.slow));
    const give = (status, headers, body) => response.writeHead(status, { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'cross-origin', ...headers }).end(body);
    const file = /^\/(?:w\/)?([\w.-]+\.(js|css))$/.exec(path);
    if (file) return give(200, { 'content-type': KINDS[file[2]], 'cache-control': 'max-age=300' }, await readFile(new URL(file[1], dist)));
    if (path === '/contact') return give(200, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Contact</title><main><h1>Contact Northwind</h1></main></html>');
    const verb = path.startsWith(`/w/${key}/`) ? path.slice(key.length + 4) : '';
    if (verb === 'frame') {
      const origin = url.searchParams.get('o') ?? '';
      const known = desk.sites.includes(origin);
      const policy = `${POLICY}; frame-ancestors ${known ? desk.sites.join(' ') : "'none'"}`;
      return give(known ? 200 : 403, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }, known ? page(origin, url.searchParams.get('lang')?.slice(0, 2)) : 'This site is not on the list of the widget.');
    }
    const json = ({ status, body, headers }) => give(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }, JSON.stringify(body));
    if (verb === 'articles') {
      const q = url.searchParams.get('q').toLowerCase();
      return json(ok({ items: articles.filter((a) => a.title.toLowerCase().includes(q)) }));
    }
    if (verb.startsWith('articles/') || verb.startsWith('invitations/')) {
      desk.outcomes.push([verb, JSON.parse(await bodyOf(request, 1_000))]);
      return json(ok({}));
    }
    const picture = /^files\/([\w]+)$/.exec(verb);
    if (picture && request.method === 'GET') {
      const found = desk.uploads.get(picture[1]);
      return found ? give(200, { 'content-type': found.kind }, found.bytes) : json(wrong(404, 'unknown'));
    }
    const raw = await bodyOf(request, 6_000_000);
    const t = threads.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (verb !== 'session' && !t) return json(wrong(401, 'token_unknown'));
    if (verb === 'files') {
      if (!raw) return json(wrong(413, 'too_large'));
      const id = `fil${desk.uploads.size}`;
      const said = { id, name: decodeURIComponent(request.headers['x-file-name']), size: raw.length, kind: request.headers['content-type'], url: `/w/${key}/files/${id}?ticket=1` };
      desk.uploads.set(id, said);
      Object.defineProperty(said, 'bytes', { value: raw, enumerable: false });
      return json(ok(said, 201));
    }
    if (verb === 'events' || verb === 'poll') return live(verb, t, url, response, json, request);
    const act = verbs[`${request.method} ${verb}`];
    if (!act) return json(wrong(404, 'unknown'));
    return json(act(t, raw?.length ? JSON.parse(raw) : {}, url.searchParams, request.headers));
  };

  const since = (t, after) => t.messages.filter((m) => Number(m.cursor) > Number(after)).map((message) => ({ type: 'message', cursor: message.cursor, message }));
  const live = (verb, t, url, response, json, request) => {
    if (desk.blocked.has(verb)) return request.socket.destroy();
    const missed = since(t, url.searchParams.get('after'));
    if (verb === 'events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const line = { kind: 'events', thread: t, send: (frame) => response.write(`data: ${JSON.stringify(frame)}\n\n`), close: () => request.socket.destroy() };
      response.write(':\n\n');
      missed.forEach(line.send);
      desk.live.add(line);
      response.on('close', () => desk.live.delete(line));
      return undefined;
    }
    const give = (frames) => {
      clearTimeout(timer);
      desk.live.delete(line);
      json(ok({ frames, cursor: t.messages.at(-1)?.cursor ?? '0' }));
    };
    const line = { kind: 'poll', thread: t, send: (frame) => give([frame]), close: () => request.socket.destroy() };
    const timer = setTimeout(() => give([]), 5_000);
    response.on('close', () => (clearTimeout(timer), desk.live.delete(line)));
    if (missed.length) return give(missed);
    desk.live.add(line);
    return undefined;
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      desk.faults.push(error.stack);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket) => {
    const url = new URL(request.url, 'http://desk');
    desk.requests.push(`WS ${url.pathname}`);
    const [protocol, token] = (request.headers['sec-websocket-protocol'] ?? '').split(', ');
    const t = threads.get(token?.replace('token.', ''));
    if (desk.down || desk.blocked.has('live') || !t || protocol !== 'fairlead.v1' || request.headers.origin !== desk.base) return socket.destroy();
    const line = { kind: 'live', thread: t };
    const wire = accept(request, socket, protocol, (text) => {
      if (text !== '{"type":"pong"}') desk.faults.push(`the widget said ${text}`);
      desk.pongs = (desk.pongs ?? 0) + 1;
    }, () => desk.live.delete(line));
    Object.assign(line, { send: (frame) => wire.send(JSON.stringify(frame)), close: wire.close });
    desk.live.add(line);
    since(t, url.searchParams.get('after')).forEach(line.send);
    return undefined;
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  desk.base = `http://desk.localhost:${server.address().port}`;
  desk.manifest = JSON.parse(await readFile(new URL('manifest.json', dist), 'utf8'));
  desk.stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return desk;
}
