// Who depends on a channel, and notices, of the mock: one draft that speaks of costs, and one that was sent half.
import { blocked, type Content, type Dependent, type NoticeCounts, type NoticeFinding, type NoticeRow, type NoticeText, type NoticeView, type Recipient, type Suppression, type Voice } from '../src/notices/notice.ts';
import * as data from './data.ts';
import { answer, type Handler } from './plugin.ts';

const f = data.fixtures;
const DAY = 86_400_000;
const now = Date.now();
const mail = f.channels[0]!;
const orders = f.channels[1] ?? mail;
/** How many of the heaviest users make 80 % of the volume, in order, the heaviest first. */
function frequentOf(all: readonly Pick<Dependent, 'conversations'>[]): number {
  const sum = all.reduce((n, one) => n + one.conversations, 0);
  let so = 0;
  const at = all.findIndex((one) => (so += one.conversations) * 10 >= sum * 8);
  return at < 0 ? 0 : at + 1;
}
const tongues = ['en', 'sv', 'zh', 'ar', 'et'];
const contacts = [...data.contacts.values()];
const people: Dependent[] = Array.from({ length: 143 }, (_, at): Dependent => {
  const known = contacts[at % contacts.length]!;
  const only = at % 13 === 3;
  return {
    contact: at < contacts.length ? known.id : `ctt_mock${at}`, name: at < contacts.length ? known.name ?? '' : `${known.name ?? 'Somebody'} ${Math.floor(at / contacts.length) + 1}`,
    email: at % 29 === 7 ? null : `customer${at}@example.org`, language: tongues[at % 7] ?? 'en', organization: at % 4 === 0 ? 'Lindqvist AB' : null,
    conversations: Math.max(1, Math.round(48 / (at + 1) ** 0.8)), last_at: now - (at + 1) * 0.5 * DAY, open: at % 9 === 0 ? 1 : 0, only_here: only, has: only ? [] : at % 2 ? ['email', 'chat'] : ['form'],
    reach: at % 29 === 7 ? null : at % 9 === 0 ? 'thread' : 'mail', told_at: at < 12 ? now - 9 * DAY : null, moved: at < 12 ? [true, null, false, true][at % 4]! : null, suppressed: at === 11 ? 'asked' : null,
  };
});
const text = (subject: string, html: string): NoticeText => ({ subject, html });
const voices: Record<Voice, Record<string, NoticeText>> = {
  benefit: {
    en: text('A better way to reach {{organization.name}}', '<p>Hello {{customer.name|there}},</p><p>from now on you see at once when you will hear from us.</p><p>From {{date}} on we take no new questions by {{channel.name}}. These ways stay open to you:</p><p>{{ways}}</p><p>You never have to send anything again.</p><p>{{agent.first_name}}, {{organization.name}}</p>'),
    zh: text('联系{{organization.name}}的更好方式', '<p>{{customer.name|您}}好：</p><p>从现在起，您马上就能知道何时收到我们的回复。</p><p>{{ways}}</p><p>{{organization.name}}</p>'),
    sv: text('Ett bättre sätt att nå {{organization.name}}', '<p>Hej {{customer.name|du}},</p><p>från och med nu ser du direkt när du hör från oss.</p><p>{{ways}}</p>'),
  },
  ways: { en: text('How you can reach {{organization.name}} from now on', '<p>Hello {{customer.name|there}},</p><p>these ways are open to you: {{ways}}</p>') },
  own: { en: text('A change that I would like to tell you about myself', '<p>Hello {{customer.name|there}},</p><p>I am {{agent.first_name}}. {{ways}}</p>') },
};
const content = (part: Partial<Content> = {}): Content => ({
  name: 'Wind down Support mail', to: { days: 90, only_here: false, frequent: true, open: false, matching: null }, from: orders.id, in_thread: true, voice: 'benefit', texts: structuredClone(voices.benefit),
  follow_up: false, exceptions: [], waves: { first: 10, then_per_hour: 200, wait_hours: 24 }, costs_meant: false, ...part,
});
interface Kept { row: NoticeRow; content: Content; held: number | null }
const all: Kept[] = [];
function add(channel: string, plan: string | null, of: Content, state: NoticeRow['state'] = 'draft'): Kept {
  const kept: Kept = { row: { id: data.id('ntc'), channel, plan, name: of.name, state, counts: counts(of, state), created_at: Date.now(), updated_at: Date.now(), version: 1 }, content: of, held: null };
  all.unshift(kept);
  return kept;
}
const audience = (of: Content): Dependent[] => people.filter((one, at) => (!of.to.only_here || one.only_here) && (!of.to.open || one.open > 0) && (!of.to.frequent || at < frequentOf(people)));
function counts(of: Content, state: NoticeRow['state']): NoticeCounts {
  const n = audience(of).length;
  const passed = audience(of).filter((one) => one.reach === null || one.suppressed).length;
  if (state === 'draft') return { waiting: 0, told: 0, passed: 0, replied: 0, moved: 0, silent: 0 };
  const told = state === 'done' ? n - passed : Math.min(n - passed, 10);
  return { waiting: n - passed - told, told, passed, replied: Math.floor(told / 5), moved: Math.floor(told / 2), silent: Math.ceil(told / 3) };
}
const lost = (kept: Kept): number => audience(kept.content).filter((one) => one.reach === null).length;
/** Whether a draft reaches somebody. */
function aimed(content: Content, one: Dependent, place: number, frequent: number): boolean {
  const { to } = content;
  if ((to.frequent && place >= frequent) || (to.only_here && !one.only_here) || (to.open && one.open === 0)) return false;
  const languages = to.matching?.languages ?? [];
  if (languages.length > 0 && !languages.some((wanted) => one.language?.toLowerCase().startsWith(wanted.toLowerCase()))) return false;
  if (one.suppressed || content.exceptions.includes(one.contact) || (one.told_at !== null && !content.follow_up)) return false;
  return one.email !== null || (content.in_thread && one.open > 0);
}
const draftFor = (kept: Kept): number => people.filter((one, at) => aimed(kept.content, one, at, frequentOf(people))).length;
function findings(kept: Kept): NoticeFinding[] {
  const costly = Object.entries(kept.content.texts).filter(([, one]) => /cost/i.test(one.html)).map(([language]) => language);
  const found: NoticeFinding[] = [];
  if (kept.content.to.days < 1 || kept.content.to.days > 400) found.push({ code: 'not_justified', sentence: 'It would go to people who have not used this channel in 400 days and do not depend on it.', what_to_do: 'Write to those who used it within 1 to 400 days.', blocks: true, n: kept.content.to.days < 1 ? 0 : 400, names: [] });
  if (costly.length) found.push({ code: 'says_costs', sentence: 'The text (en) tells customers that you want to reduce costs. They read that they are not worth it.', what_to_do: 'Say what the customer has of it, or say that you mean it.', blocks: !kept.content.costs_meant, n: 0, names: costly });
  const missing = audience(kept.content).filter((one) => one.language && !kept.content.texts[one.language]);
  const names = [...new Set(missing.map((one) => one.language ?? ''))].sort();
  if (missing.length) found.push({ code: 'missing_language', sentence: `${missing.length} people read a language without a text (${names.join(', ')}): they get “en”.`, what_to_do: 'Write the text in their language too, if you can.', blocks: false, n: missing.length, names });
  if (lost(kept)) found.push({ code: 'unreachable', sentence: `${lost(kept)} people have no address and no open conversation: they are not told.`, what_to_do: 'Say it at the door too: an announcement in the plan tells whoever comes.', blocks: false, n: lost(kept), names: [] });
  return found;
}
function view(kept: Kept): NoticeView {
  const { row, content: of } = kept;
  if (row.state === 'sending' && kept.held !== null && kept.held < Date.now() && row.counts.told < 10) row.counts = counts(of, 'sending');
  const n = row.counts.waiting + row.counts.told;
  const first = Math.min(n, of.waves.first);
  const done = row.counts.told >= first;
  const waves = row.state === 'draft' ? [] : [{ n: 1, of: first, state: done ? 'done' : 'waiting', due_at: kept.held }, ...(n > first ? [{ n: 2, of: n - first, state: row.counts.waiting === 0 ? 'done' : 'waiting', due_at: now + of.waves.wait_hours * 3_600_000 }] : [])];
  const weeks = row.state === 'done' ? [1, 2, 3, 4].map((w) => ({ at: now - (4 - w) * 7 * DAY, moved: Math.round(((row.counts.moved ?? 0) * w) / 4), still: Math.max(0, row.counts.told - (row.counts.moved ?? 0) - (row.counts.silent ?? 0)), silent: (row.counts.silent ?? 0) + Math.round(((row.counts.moved ?? 0) * (4 - w)) / 4) })) : [];
  return { notice: row, content: of, people: row.state === 'draft' ? draftFor(kept) : row.counts.waiting + row.counts.told, findings: row.state === 'draft' ? findings(kept) : [], waves, held_until: row.state === 'sending' ? kept.held : null, stopped_why: null, moved_by_week: weeks };
}
add(mail.id, null, content({ name: 'To those who wrote in the last year', to: { days: 365, only_here: false, frequent: false, open: false, matching: null } }), 'done');
add(mail.id, null, content({ texts: { ...structuredClone(voices.benefit), en: text('A better way to reach us', '<p>Hello {{customer.name|there}},</p><p>to reduce costs, this address closes on {{date}}.</p><p>{{ways}}</p>') } }));

function recipient(kept: Kept, one: Dependent, at: number): Recipient {
  const away = one.suppressed ? 'suppressed' : one.reach === null ? 'no_way' : null;
  const told = !away && at < kept.row.counts.told + kept.row.counts.passed && kept.row.counts.told > 0;
  return { contact: one.contact, name: one.name ?? '', language: one.language ?? '', by: one.reach ?? 'mail', state: away ? 'passed' : told ? 'told' : 'waiting', why: away, wave: away ? 0 : at < kept.content.waves.first ? 1 : 2, told_at: told ? now - DAY : null, conversation: null, replied: told && at % 5 === 0, moved: told ? [true, null, false, true][at % 4]! : null };
}
function rendered(kept: Kept, one: Dependent): unknown {
  const language = one.language && kept.content.texts[one.language] ? one.language : 'en';
  const of = kept.content.texts[language] ?? { subject: '', html: '' };
  const fill = (words: string): string => words.replaceAll('{{ways}}', '<ul><li>The form on northwind.example/contact: usually by 15:00, almost always by tomorrow noon</li><li>Chat: somebody is here until 18:00</li></ul>').replace(/\{\{customer\.name(\|[^}]*)?\}\}/g, one.name ?? 'there').replaceAll('{{organization.name}}', 'Northwind').replaceAll('{{channel.name}}', mail.name).replaceAll('{{date}}', '1 May 2027').replaceAll('{{agent.first_name}}', 'Teo').replaceAll('{{contact_url}}', 'https://northwind.example/contact');
  const html = fill(of.html);
  return { subject: fill(of.subject), html, text: html.replace(/<li>/g, '- ').replace(/<\/(p|li)>/g, '\n').replace(/<[^>]+>/g, ''), by: one.reach ?? 'mail', to: one.email ?? '', language, from: 'orders@northwind.example' };
}
const stale = (): unknown => answer(409, { error: { code: 'conflict', message: 'Somebody else changed this at the same moment.', field: null, request_id: 'req_mock' } });
function command(kept: Kept, body: Record<string, unknown>): unknown {
  if (body['version'] !== kept.row.version && body['do'] !== 'stop' && body['do'] !== 'sample') return stale();
  const what = String(body['do']);
  if (what === 'send' && blocked(findings(kept))) return answer(409, { error: { code: 'says_costs', message: 'The text speaks of costs.', field: null, request_id: 'req_mock' } });
  if (what !== 'sample') kept.row.version += 1;
  if (what === 'send') {
    [kept.row.state, kept.held] = ['sending', Date.now() + 10_000];
    kept.row.counts = { ...counts(kept.content, 'draft'), waiting: draftFor(kept) };
  }
  else if (what === 'stop') kept.row.state = 'stopped';
  else if (what === 'undo') [kept.row.state, kept.held] = ['draft', null];
  else if (what === 'go_on') {
    if (kept.row.state === 'stopped') kept.row.state = 'sending';
    else [kept.row.state, kept.row.counts] = ['done', counts(kept.content, 'done')];
  }
  return view(kept);
}
const suppressed: Suppression[] = [
  { id: data.id('nsp'), address: null, contact: people[11]!.contact, name: people[11]!.name, why: 'asked', at: now - 4 * DAY, by: null },
  { id: data.id('nsp'), address: 'gone@example.org', contact: null, name: null, why: 'bounced', at: now - 20 * DAY, by: null },
];
function page<T>(items: T[], query: URLSearchParams): { items: T[]; next: string | null } {
  const from = Number(query.get('cursor') ?? 0);
  const limit = Math.min(100, Number(query.get('limit') ?? 50));
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null };
}
const on = (work: (kept: Kept, params: string[], body: Record<string, unknown>, query: URLSearchParams) => unknown): Handler => (params, body, query) => {
  const kept = all.find((one) => one.row.id === params[0]);
  return kept ? work(kept, params, body, query) : answer(404, { error: { code: 'not_found', message: 'No such notice.', field: null, request_id: 'req_mock' } });
};

/** What was made with a plan. */
export const kits = new Map<string, { article: string; macro: string }>();

export const noticeRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/channels\/([^/]+)\/dependents$/, (p, _b, query) => {
    const days = Number(query.get('days') ?? 90);
    const found = p[0] === mail.id ? people.filter((one) => one.last_at > now - days * DAY) : [];
    return { days, people: found.length, only_here: found.filter((one) => one.only_here).length, unreachable: found.filter((one) => one.reach === null).length, frequent: frequentOf(found), ...page(found, query) };
  }],
  ['GET', /^\/notices$/, (_p, _b, query) => page(all.filter((one) => one.row.channel === query.get('channel')).map((one) => one.row), query)],
  ['POST', /^\/notices$/, (_p, body) => answer(201, view(add(String(body['channel']), (body['plan'] as string | null) ?? null, body['content'] as Content)))],
  ['GET', /^\/notices\/([^/]+)$/, on((kept) => view(kept))],
  ['PUT', /^\/notices\/([^/]+)$/, on((kept, _p, body) => {
    if (body['version'] !== kept.row.version) return stale();
    kept.content = body['content'] as Content;
    Object.assign(kept.row, { name: kept.content.name, counts: counts(kept.content, 'draft'), version: kept.row.version + 1, updated_at: Date.now() });
    return view(kept);
  })],
  ['DELETE', /^\/notices\/([^/]+)$/, on((kept) => void all.splice(all.indexOf(kept), 1))],
  ['GET', /^\/notice-templates$/, () => ({ items: Object.entries(voices).map(([voice, texts]) => ({ voice, texts })), next: null })],
  ['GET', /^\/notices\/([^/]+)\/recipients$/, on((kept, _p, _b, query) => page((kept.row.state === 'draft' ? people.filter((one, at) => aimed(kept.content, one, at, frequentOf(people)) || one.suppressed !== null) : audience(kept.content)).map((one, at) => recipient(kept, one, at)).filter((one) => !query.get('state') || one.state === query.get('state')), query))],
  ['GET', /^\/notices\/([^/]+)\/rendered\/([^/]+)$/, on((kept, p) => rendered(kept, people.find((one) => one.contact === p[1]) ?? people[0]!))],
  ['POST', /^\/notices\/([^/]+)\/commands$/, on((kept, _p, body) => command(kept, body))],
  ['GET', /^\/notice-suppressions$/, (_p, _b, query) => page(suppressed, query)],
  ['POST', /^\/notice-suppressions$/, (_p, body) => {
    const who = people.find((one) => one.contact === body['contact']);
    const kept = suppressed.find((one) => (who ? one.contact === who.contact : one.address === body['address']));
    if (kept) return answer(201, kept);
    if (who) who.suppressed = 'by_hand';
    const made: Suppression = { id: data.id('nsp'), address: (body['address'] as string) ?? null, contact: (body['contact'] as string) ?? null, name: who?.name ?? null, why: 'by_hand', at: Date.now(), by: data.me.id };
    suppressed.unshift(made);
    return answer(201, made);
  }],
  ['DELETE', /^\/notice-suppressions\/([^/]+)$/, (p) => {
    const [gone] = suppressed.splice(suppressed.findIndex((one) => one.id === p[0]), 1);
    for (const one of people) if (one.contact === gone?.contact) one.suppressed = null;
  }],
  ['POST', /^\/plans\/([^/]+)\/kit$/, (p) => {
    const kit = kits.get(p[0]!) ?? { article: 'art_mock', macro: f.macros[0]?.id ?? '' };
    kits.set(p[0]!, kit);
    return kit;
  }],
];
