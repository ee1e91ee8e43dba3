// Invented data for developing the console without a server: a small shop, several languages, 5,000 conversations.
import type { Bootstrap, Contact, Counts, Draft, Message, Summary } from '../../../packages/api/src/types.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
let serial = 0;
export function id(prefix: string): string {
  serial += 1;
  let n = serial;
  let tail = '';
  for (let i = 0; i < 8; i += 1) {
    tail = alphabet[n % 32] + tail;
    n = Math.floor(n / 32);
  }
  return `${prefix}_01jd00000000000000${tail}`;
}
const now = Date.now();
const minute = 60_000;

const people = [
  { name: 'Maya Lindqvist', address: 'maya@lindqvist.example', language: 'en', zone: 'Europe/Stockholm', subject: 'Refund not received for order 10482', text: 'Hi, it has been nine days since the return was scanned at your warehouse and I still do not see the refund on my card. Order 10482.' },
  { name: '陈思远', address: 'siyuan.chen@example.cn', language: 'zh', zone: 'Asia/Shanghai', subject: '发票抬头需要修改', text: '您好，我们公司名称已经变更，请问之前开的发票抬头可以修改吗？订单号是 20931，谢谢。' },
  { name: 'Omar Haddad', address: 'omar.haddad@example.com', language: 'en', zone: 'Asia/Dubai', subject: 'Cannot sign in after phone change', text: 'I replaced my phone and the code never arrives any more. Can you reset the second factor?' },
  { name: 'فاطمة الزهراء', address: 'fatima@example.ma', language: 'ar', zone: 'Africa/Casablanca', subject: 'لم تصل الشحنة بعد', text: 'مرحبا، طلبت يوم الاثنين ولم يصلني أي تحديث عن الشحنة رقم 33871. هل يمكنكم التحقق من ذلك؟' },
  { name: 'Priya Nair', address: 'priya@nair.example', language: 'en', zone: 'Asia/Kolkata', subject: 'API returns 429 during nightly sync', text: 'We retry with back-off but the window is too short for our catalogue. Is there a higher limit for partners?' },
  { name: 'Jonas Weber', address: 'jonas.weber@example.de', language: 'de', zone: 'Europe/Berlin', subject: 'Rechnungsadresse ändern', text: 'Bitte senden Sie die Rechnungen ab sofort an buchhaltung@weber.example. Die alte Adresse wird Ende des Monats abgeschaltet.' },
  { name: '佐藤 美咲', address: 'misaki@example.jp', language: 'ja', zone: 'Asia/Tokyo', subject: '返品の手続きについて', text: '先週購入した商品を返品したいのですが、手続きの方法を教えていただけますか。' },
  { name: 'Kadri Mägi', address: 'kadri.magi@example.ee', language: 'et', zone: 'Europe/Tallinn', subject: 'Küte ei tööta, tuba läheb külmaks', text: 'Tere! Termostaat ei vasta enam ja tuba läheb külmaks. Proovisin patareisid vahetada, aga see ei aidanud.' },
  { name: 'Ana Souza', address: 'ana.souza@example.br', language: 'pt', zone: 'America/Sao_Paulo', subject: 'O widget não carrega com a nossa CSP', text: 'O console diz que frame-src está bloqueado. Qual é a origem correta para permitir?' },
  { name: 'Zofia Kowalska', address: 'zofia@kowalska.example', language: 'pl', zone: 'Europe/Warsaw', subject: 'Propozycja: eksport do Parquet', text: 'Czy planujecie eksport raportów do formatu Parquet? Bardzo by nam to pomogło.' },
  { name: 'Liam O’Connor', address: 'liam@oconnor.example', language: 'en', zone: 'Europe/Dublin', subject: 'Wrong size delivered twice', text: 'This is the second time that I got an M instead of an L. I would like the right one before the weekend, or my money back.' },
  { name: 'María Ortega', address: 'maria.ortega@example.es', language: 'es', zone: 'Europe/Madrid', subject: 'Me han cobrado dos veces', text: 'Hola, en mi tarjeta aparecen dos cargos iguales por el pedido 11873. ¿Pueden devolver uno?' },
];
const agents = ['Teo Park', 'Ines Duarte', 'Ravi Menon', 'Liis Saar', '沈悦', 'Amira Haddad'].map((name, i) => ({
  id: id('agt'), name, email: `${['teo', 'ines', 'ravi', 'liis', 'yue', 'amira'][i]}@northwind.example`, permission_set: i === 0 ? ('administrator' as const) : i === 1 ? ('lead' as const) : ('agent' as const),
  teams: [] as string[], zone: 'Europe/Stockholm', locale: 'en', active: true, invited: i === 5, away: null, mail: null,
}));
const teams = ['Billing', 'Tier 2', 'Logistics', '中国区支持'].map((name) => ({ id: id('tem'), name, signature: `<p>Kind regards<br>${name}, Northwind</p>`, archived: false, members: [] as string[] }));
agents.forEach((agent, i) => (agent.teams = [teams[i % 4]!.id, ...(i === 0 ? [teams[1]!.id] : [])]));
const tags = ['refund', 'vip', 'bug', 'delivery', 'feature'].map((name) => ({ id: id('tag'), name, colour: null }));
const topics = ['Payments', 'Delivery', 'Account', 'Product'].map((name) => ({ id: id('top'), name, parent: null, description: '', owner: null }));
const channels = [
  { id: id('chn'), kind: 'email', name: 'Support mail', brand: 'brd_main', team: teams[0]!.id, stage: 'live' as const, paused: false, successor: null, first_response_target_min: 240, acknowledge: true, owner: null as string | null, purpose: '', version: 3, doors: [{ id: id('dor'), channel: 'chn_1', address: 'support@northwind.example', reply_form: 'tagged' as const }, { id: id('dor'), channel: 'chn_1', address: 'help@northwind.example', reply_form: 'tagged' as const }] },
  { id: id('chn'), kind: 'email', name: 'Orders', brand: 'brd_main', team: teams[2]!.id, stage: 'live' as const, paused: true, successor: null, first_response_target_min: 480, acknowledge: false, owner: null as string | null, purpose: '', version: 1, doors: [{ id: id('dor'), channel: 'chn_2', address: 'orders@northwind.example', reply_form: 'tagged' as const }] },
];
const macros = [
  { id: id('mac'), name: 'Refund is on its way', shortcut: 'refund', html: '<p>Hello {{contact.first_name}},</p><p>your refund was sent today. It takes <strong>3 to 5 working days</strong> until your bank shows it.</p>', actions: [{ do: 'tag' as const, tag: tags[0]!.id }], team: null, archived: false, used_count: 0 },
  { id: id('mac'), name: 'Ask for the order number', shortcut: 'order', html: '<p>Hello {{contact.first_name}},</p><p>could you send us the order number? It begins with NW.</p>', actions: [], team: null, archived: false, used_count: 0 },
  { id: id('mac'), name: 'Second factor reset', shortcut: '2fa', html: '<p>We have reset the second factor. At the next sign-in you will be asked to set it up again.</p>', actions: [{ do: 'status' as const, status: 'resolved' as const }], team: null, archived: false, used_count: 0 },
];
export const me = { ...agents[0]!, must_enrol: false, permissions: ['conversation_read', 'conversation_note', 'conversation_reply', 'conversation_assign', 'conversation_write', 'conversation_delete', 'contact_write', 'sender_block', 'quarantine_manage', 'content_manage', 'channel_manage', 'team_manage', 'agent_manage', 'organization_manage', 'audit_read', 'report_read', 'report_persons'], settings: {} as Record<string, unknown> };

export const contacts = new Map<string, Contact>();
export const conversations = new Map<string, Summary>();
export const messages = new Map<string, Message[]>();
export const drafts = new Map<string, Draft>();
export const followers = new Map<string, Set<string>>();

const contactIds = people.map((p, i) => {
  const contact: Contact = { id: id('con'), name: p.name, organization: i === 4 ? 'Nair Textiles' : null, language: p.language, zone: p.zone, note: i === 0 ? 'Prefers short answers. Paid by card.' : null, blocked: false, created_at: now - 3e10, identities: [{ id: id('idn'), kind: 'email', value: p.address, verified: 'mail_round_trip', undeliverable: i === 10, verified_at: null }], conversation_count: 3, country: null, erased_at: null, organization_id: null };
  contacts.set(contact.id, contact);
  return contact.id;
});

function message(conversation: string, part: Partial<Message>): Message {
  const made: Message = { id: id('msg'), kind: 'customer', at: now, author: { type: 'system', id: null, name: null, address: null }, subject: null, html: null, text: '', reply: null, folded: [], from: null, to: [], cc: [], bcc: [], attachments: [], automatic: 'none', auto_text: null, language: null, authentication: null, warnings: [], deliveries: [], event: null, has_raw: false, remote_images: 0, door: null, ...part };
  const list = messages.get(conversation) ?? [];
  list.push(made);
  messages.set(conversation, list);
  return made;
}
for (let i = 0; i < 5000; i += 1) {
  const p = people[i % people.length]!;
  const at = now - (i + 1) * minute * (i < 12 ? 1 : 1 + i / 40);
  const status = i < 60 || i % 7 === 0 ? 'open' : i % 11 === 0 ? 'snoozed' : i % 13 === 0 ? 'spam' : i % 3 === 0 ? 'waiting' : 'resolved';
  const wait = i < 12 ? [228, 192, 246, 100, 207, 40, 60, 90, 236, 30, 200, 245][i % 12]! : (i % 40) * 6;
  const c: Summary = {
    sides: null,
    id: id('cnv'), number: 6000 - i, subject: p.subject, preview: p.text.slice(0, 140), status, snoozed_until: status === 'snoozed' ? now + 86_400_000 : null,
    urgency: i % 17 === 2 ? 'urgent' : i % 13 === 0 ? 'high' : 'normal', urgency_source: 'default', topic: i === 0 ? topics[0]!.id : null, topic_source: 'default', team: teams[i % 4]!.id,
    assignee: i < 60 && i % 4 !== 3 ? me.id : i % 3 === 0 ? null : agents[i % 6]!.id, channel: channels[0]!.id, door: null, contact: { id: contactIds[i % people.length]!, name: p.name, address: p.address },
    tags: i % 12 === 0 ? [tags[0]!.id] : [], last_at: at, last_customer_at: at, waiting_since: status === 'open' ? now - wait * minute : null, first_reply_at: i % 12 === 0 ? at + 8 * minute : null, created_at: at - (i % 12 === 0 ? 30 * minute : 0),
    unread: i < 40 && i % 3 === 0, message_count: 4, last_kind: i % 5 === 4 ? 'agent' : 'customer', language: p.language, draft: i === 5, hint: i === 2 ? { id: '', number: 5990 } : null, spam_reason: status === 'spam' ? 'upstream filter' : null, due_at: status === 'open' ? now + (240 - wait) * minute : null, due_kind: status === 'open' ? 'first_response' : null, late: status === 'open' && wait >= 240, limited: false, version: 1,
  };
  conversations.set(c.id, c);
}
/** Messages are made when a conversation is first asked for. */
export function thread(c: Summary): Message[] {
  const held = messages.get(c.id);
  if (held) return held;
  const p = people.find((one) => one.address === c.contact?.address) ?? people[0]!;
  const from = { name: p.name, address: p.address };
  const to = [{ name: null, channel: 'chn_1', address: 'support@northwind.example' }];
  const author = { type: 'contact' as const, id: c.contact?.id ?? null, name: p.name, address: p.address };
  const first = p.address.startsWith('maya');
  message(c.id, { at: c.last_at - 26 * minute, author, from, to, text: p.text, reply: p.text, language: p.language, has_raw: true, authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass', arc: 'none', domain: p.address.split('@')[1] ?? null, bimi: null, details: [] }, attachments: first ? [{ id: 'att_receipt', name: 'receipt-10482.pdf', type: 'application/pdf', size: 184_320, inline: false, content_id: null }] : [] });
  message(c.id, { kind: 'event', at: c.last_at - 26 * minute, event: { name: 'conversation.moved.v1', team: c.team } });
  message(c.id, { kind: 'event', at: c.last_at - 25 * minute, author: { type: 'agent', id: agents[1]!.id, name: agents[1]!.name, address: null }, event: { name: 'conversation.urgency.v1', urgency: 'high', source: 'agent' } });
  if (first) {
    message(c.id, { kind: 'agent', at: c.last_at - 18 * minute, author: { type: 'agent', id: me.id, name: me.name, address: null }, to: [from], html: '<p>Thanks Maya – I can see the scan on 2 March. I am checking with payments and will be back within the hour.</p>', text: 'Thanks Maya – I can see the scan on 2 March. I am checking with payments and will be back within the hour.', deliveries: [{ id: id('dlv'), recipient: p.address, state: 'sent', attempt: 1, next_at: null, last_text: '250 2.0.0 Ok', undo_until: null }] });
    message(c.id, { kind: 'note', at: c.last_at - 14 * minute, author: { type: 'agent', id: agents[1]!.id, name: agents[1]!.name, address: null }, html: '<p>Bank file for 4 March failed, 31 refunds are stuck. @Teo Park do not promise a date before the re-run.</p>', text: 'Bank file for 4 March failed, 31 refunds are stuck. @Teo Park do not promise a date before the re-run.' });
    for (const [i, name] of ['conversation.assigned.v1', 'conversation.tagged.v1', 'conversation.status.v1', 'conversation.topic.v1'].entries()) message(c.id, { kind: 'event', at: c.last_at - (12 - i) * minute, author: { type: 'agent', id: agents[1]!.id, name: agents[1]!.name, address: null }, event: { name, agent: me.id, tag: tags[0]!.id, from: 'waiting', to: 'open', topic: topics[0]!.id } });
    message(c.id, { at: c.last_at, author, from, to, cc: [{ name: 'Karin Lindqvist', address: 'karin@lindqvist.example' }], html: '<div>Thank you. For what it is worth I need it before Friday, rent is due. <a href="https://shop.example/order/10482">Order page</a></div><img data-remote-src="https://track.example/p.gif" alt="Our logo" width="120" height="40"><div data-fold="signature">Maya Lindqvist<br>+46 70 123 45 67</div><blockquote data-fold="quote">On 10 March Teo Park wrote:<br>Thanks Maya – I can see the scan on 2 March.</blockquote>', text: 'Thank you. For what it is worth I need it before Friday, rent is due.', reply: 'Thank you. For what it is worth I need it before Friday, rent is due.', language: 'en', has_raw: true, remote_images: 1, authentication: { spf: 'fail', dkim: 'none', dmarc: 'none', arc: 'none', domain: 'lindqvist.example', bimi: null, details: ['spf=fail 203.0.113.9 is not permitted'] }, warnings: [{ code: 'link_mismatch', message: 'bank.example → login.bank-check.example' }] });
  } else {
    message(c.id, { kind: 'agent', at: c.last_at - 12 * minute, author: { type: 'agent', id: agents[2]!.id, name: agents[2]!.name, address: null }, to: [from], html: '<p>Thank you for writing. We look into it and come back to you today.</p>', text: 'Thank you for writing. We look into it and come back to you today.', deliveries: [{ id: id('dlv'), recipient: p.address, state: c.number % 2 ? 'failed' : 'uncertain', attempt: 3, next_at: null, last_text: '550 5.1.1 mailbox unavailable', undo_until: null }] });
    message(c.id, { at: c.last_at - 11 * minute, author, from, to, text: 'I am out of the office until Monday.', automatic: 'auto-reply', language: 'en' });
    message(c.id, { at: c.last_at, author, from, to, text: p.text, reply: p.text, language: p.language, has_raw: true, folded: [{ kind: 'quote', text: 'On Monday Ravi Menon wrote:\n> Thank you for writing.' }], authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass', arc: 'none', domain: p.address.split('@')[1] ?? null, bimi: null, details: [] } });
  }
  return messages.get(c.id)!;
}
export function add(c: Summary, part: Partial<Message>): Message {
  thread(c);
  return message(c.id, part);
}
export function counts(): Counts {
  const made: Counts = { mine: 0, unassigned: 0, all: 0, waiting: 0, snoozed: 0, spam: 0, mentions: 2, quarantine: quarantine.length, teams: {} };
  for (const c of conversations.values()) {
    if (c.status === 'open') {
      made.all += 1;
      if (c.assignee === me.id) made.mine += 1;
      if (c.assignee === null) made.unassigned += 1;
      if (c.team) made.teams[c.team] = (made.teams[c.team] ?? 0) + 1;
    } else if (c.status === 'waiting' || c.status === 'snoozed' || c.status === 'spam') made[c.status] += 1;
  }
  return made;
}
export const quarantine = [
  { id: id('inb'), received_at: now - 3e6, from: 'newsletter@broken.example', subject: 'Sale =?utf-8?Q?=E2', size: 48_211, error: 'MIME: 20,001 nested parts, the limit is 1,000', attempts: 3, mailbox: null, channel: channels[0]!.id, peer_ip: '198.51.100.7' },
];
export const fixtures = { agents, teams, tags, topics, channels, macros, people, contactIds };
export function bootstrap(position: number): Bootstrap {
  return { me: me as Bootstrap['me'], organization: { name: 'Northwind', zone: 'Europe/Stockholm', locale: 'en', public_url: 'https://desk.northwind.example' }, agents, teams, channels, tags, topics, macros, counts: counts(), csrf: 'mock', position, demo: null, outages: [], language_model: { summaries: false, translations: false }, now: Date.now(), version: 'mock' };
}
