import { describe, expect, test } from 'vitest';
import { contrast, shades } from '../core/color.ts';
import { amount, fit } from '../core/files.ts';
import { choose, memo, showed, visited, type Memo } from '../core/invite.ts';
import { ended, fresh, stood, wait, type Ladder } from '../core/ladder.ts';
import { address, pieces } from '../core/links.ts';
import { applied, begin, empty, merge, older, order, saw, short, stateOf, unread } from '../core/log.ts';
import { again, answered, head, hurry, meaning, put, ROOM, type Entry, type Outbox } from '../core/outbox.ts';
import type { Message, Session } from '../core/talk.ts';

const entry = (id: string): Entry => ({ id, text: id, files: [], at: 0, state: 'waiting', tries: 0, due: 0 });
const message = (n: number, from: Message['from'] = 'agent'): Message => ({ id: `m${n}`, cursor: `${n}`, from, author: null, text: `${n}`, html: null, files: [], at: n, client_id: null, state: 'sent', by: 'chat' });
const session = (messages: Message[]): Session => ({ token: 't', expires_at: 0, cursor: messages.at(-1)?.cursor ?? '0', visitor: { name: null, email: null, proved: 'none' }, conversation: { number: '1', status: 'open', agent: null, read_upto: null, by_mail: false, rate: false }, messages, outbox_ids: [] });

describe('outbox', () => {
  test('takes an id once and is bounded', () => {
    let box: Outbox = [];
    for (let n = 0; n < ROOM; n += 1) box = put(box, entry(`${n}`))!;
    expect(put(box, entry('0'))).toBe(box);
    expect(put(box, entry('one more'))).toBeNull();
  });
  test('keeps the order: what waits holds back the later ones, what is given up does not', () => {
    let box: Outbox = [entry('a'), entry('b')];
    box = answered(box, 'a', { kind: 'later' }, 1_000, 0);
    expect(head(box)?.id).toBe('a');
    expect(head(box)!.due).toBeGreaterThan(1_000);
    box = answered(box, 'a', { kind: 'refused', code: 'too_large', message: 'Too large.' }, 1_000, 0);
    expect(head(box)?.id).toBe('b');
    expect(box[0]?.fault?.code).toBe('too_large');
    box = again(box, 'a');
    expect(head(box)).toMatchObject({ id: 'a', state: 'waiting', tries: 0 });
    expect(head(box)).not.toHaveProperty('fault');
    expect(answered(box, 'a', { kind: 'sent' }, 0, 0).map((e) => e.id)).toEqual(['b']);
  });
  test('waits longer each time, at most half a minute, and no longer once the network is back', () => {
    let box: Outbox = [entry('a')];
    let before = 0;
    for (let n = 0; n < 12; n += 1) {
      box = answered(box, 'a', { kind: 'later' }, 0, 1);
      expect(box[0]!.due).toBeGreaterThanOrEqual(before);
      before = box[0]!.due;
    }
    expect(before).toBe(30_000);
    expect(hurry(box)[0]!.due).toBe(0);
  });
  test.each([
    [201, null, { kind: 'sent' }],
    [0, null, { kind: 'later' }],
    [503, null, { kind: 'later' }],
    [401, null, { kind: 'later' }],
    [429, '7', { kind: 'later', after_ms: 7_000 }],
    [429, '99999999', { kind: 'later' }],
    [422, null, { kind: 'refused', code: 'invalid', message: 'Too long.', field: 'text' }],
  ])('an answer of %i means what it says', (status, retry, means) => {
    expect(meaning(status, { error: { code: 'invalid', message: 'Too long.', field: 'text' } }, retry)).toEqual(means);
  });
});

describe('ladder', () => {
  const fail = (l: Ladder) => ended(l, { open: false });
  test('goes down after two opens that came to nothing, and stays on the last rung', () => {
    let l = fail(fresh());
    expect(l.rung).toBe('socket');
    l = fail(l);
    expect(l.rung).toBe('stream');
    l = fail(fail(l));
    expect(l.rung).toBe('poll');
    for (let n = 0; n < 20; n += 1) l = fail(l);
    expect(l.rung).toBe('poll');
    expect(wait(l, 0.999)).toBeLessThanOrEqual(30_000);
  });
  test('one that stood and broke is tried again on the same rung, failures forgotten', () => {
    let l = ended(stood(fail(fresh())), { open: true });
    expect(l).toEqual({ rung: 'socket', fails: 0, tries: 1 });
    l = fail(l);
    expect(l.rung).toBe('socket');
  });
  test('waits half a second at first, with jitter', () => {
    expect(wait(fresh(), 0)).toBe(250);
    expect(wait(fresh(), 1)).toBe(500);
  });
});

describe('log', () => {
  test('cursors order as numbers', () => {
    expect(['10', '9', '100'].sort(order)).toEqual(['9', '10', '100']);
  });
  test('news in any order and twice give one thread', () => {
    const all = [3, 1, 2, 3].map((n) => message(n));
    expect(merge([], all).map((m) => m.id)).toEqual(['m1', 'm2', 'm3']);
    let log = begin(empty(), session([message(1)]));
    for (const m of [message(3), message(2), message(3)]) log = applied(log, { type: 'message', cursor: m.cursor, message: m }, 0);
    expect(log.messages.map((m) => m.id)).toEqual(['m1', 'm2', 'm3']);
    expect(log.cursor).toBe('3');
  });
  test('a cache that does not touch what the server tells is dropped', () => {
    const old = begin(empty(), session([message(1), message(2)]));
    expect(begin(old, session([message(2), message(3)])).messages.map((m) => m.id)).toEqual(['m1', 'm2', 'm3']);
    const gap = begin(old, session(Array.from({ length: 50 }, (_, n) => message(n + 60))));
    expect(gap.messages[0]?.id).toBe('m60');
    expect(gap.more).toBe(true);
  });
  test('older pages go before, and the cache stays short', () => {
    let log = begin(empty(), session(Array.from({ length: 50 }, (_, n) => message(n + 100))));
    log = older(log, { items: Array.from({ length: 80 }, (_, n) => message(n + 20)), more: false });
    expect(log.messages[0]?.id).toBe('m20');
    expect(log.more).toBe(false);
    expect(short(log).messages).toHaveLength(100);
    expect(short(log).more).toBe(true);
  });
  test('reading marks never go back, and count for all before', () => {
    let log = begin(empty(), session([message(1, 'customer'), message(2, 'customer')]));
    log = applied(log, { type: 'read', upto: '2' }, 0);
    log = applied(log, { type: 'read', upto: '1' }, 0);
    expect(log.messages.map((m) => stateOf(m, log.conversation))).toEqual(['read', 'read']);
  });
  test('unread are those of agents after the last that was seen', () => {
    let log = begin(empty(), session([message(1, 'customer'), message(2), message(3)]));
    expect(unread(log)).toBe(2);
    log = saw(log, '3');
    expect(unread(log)).toBe(0);
    expect(saw(log, '1')).toBe(log);
  });
  test('typing ends with the message', () => {
    let log = applied(begin(empty(), session([])), { type: 'typing', name: 'Liis' }, 1_000);
    expect(log.typing).toEqual({ name: 'Liis', until: 7_000 });
    log = applied(log, { type: 'message', cursor: '1', message: message(1) }, 2_000);
    expect(log.typing).toBeNull();
  });
});

describe('invitations', () => {
  const list = [{ id: 'a', text: '', url_contains: '/pricing', after_s: 10, visits_min: 2 }, { id: 'b', text: '', url_contains: null, after_s: 60, visits_min: 1 }];
  const at = Date.UTC(2026, 4, 12, 10);
  const here = { url: 'https://shop.example/pricing', on_page_s: 20, now: at, busy: false };
  const twice: Memo = { ...memo(null), visits: 2 };
  test('by page, time and visits', () => {
    expect(choose(list, 1, twice, here)?.id).toBe('a');
    expect(choose(list, 1, twice, { ...here, on_page_s: 5 })).toBeNull();
    expect(choose(list, 1, { ...twice, visits: 1 }, here)).toBeNull();
    expect(choose(list, 1, twice, { ...here, url: 'https://shop.example/', on_page_s: 61 })?.id).toBe('b');
  });
  test('each once, so many a day, never after a no, never in the way', () => {
    const after = showed(twice, 'a', at);
    expect(choose(list, 1, after, { ...here, on_page_s: 90 })).toBeNull();
    expect(choose(list, 2, after, { ...here, on_page_s: 90 })?.id).toBe('b');
    expect(choose(list, 1, after, { ...here, on_page_s: 90, now: at + 864e5 })?.id).toBe('b');
    expect(choose(list, 1, { ...twice, no: true }, here)).toBeNull();
    expect(choose(list, 1, twice, { ...here, busy: true })).toBeNull();
    expect(choose(list, 0, twice, here)).toBeNull();
  });
  test('half an hour begins a new visit, a clock put back does not, and rubbish is no memory', () => {
    let m = visited(memo({ visits: 'many', shown: 7, no: 'yes' }), at);
    expect(m.visits).toBe(1);
    m = visited(visited(m, at + 60_000), at - 9e9);
    expect(m.visits).toBe(1);
    expect(visited({ ...m, last: at }, at + 1_900_000).visits).toBe(2);
  });
});

describe('links', () => {
  const found = (text: string) => pieces(text).flatMap((p) => (p.href ? [p.href] : []));
  test('addresses in a sentence', () => {
    expect(found('See https://a.example/x_(y), or (www.b.example/z). Write to c@d.example.')).toEqual(['https://a.example/x_(y)', 'https://www.b.example/z', 'mailto:c@d.example']);
    expect(found('看 https://a.example/x。好')).toEqual(['https://a.example/x']);
    expect(pieces('a https://b.example c').map((p) => p.text).join('')).toBe('a https://b.example c');
  });
  test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'https://', 'file:///etc/passwd', 'java\nscript:alert(1)'])('%s leads nowhere', (text) => {
    expect(address(text)).toBeNull();
  });
  test('what would turn the shown address around does not belong to it', () => {
    expect(found('https://good.example/\u202egnp.exe')).toEqual(['https://good.example/']);
  });
  test('a long hostile text is no trouble', () => {
    const text = `${'a@'.repeat(20_000)} ${'http://'.repeat(5_000)} ${'('.repeat(20_000)}`;
    const before = performance.now();
    pieces(text);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('colour', () => {
  test.each(['#ffff00', '#405ec9', '#000000', '#ffffff', '#0b5f7c', '#ff6600', null, 'red;}'])('%s becomes readable', (hex) => {
    const c = shades(hex);
    expect(contrast(c.fill, c.on)).toBeGreaterThanOrEqual(4.5);
    for (const [ink, ground] of [[c.light, '#ffffff'], [c.light, c.softLight], [c.dark, '#14171d'], [c.dark, c.softDark]] as const) expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.4);
    expect(contrast('#161b24', c.softLight)).toBeGreaterThanOrEqual(7);
    expect(contrast('#ebedf1', c.softDark)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('files', () => {
  test('too large, too many and empty ones are told by name', () => {
    const { taken, refused } = fit(1, [{ name: 'a', size: 5 }, { name: 'b', size: 50 }, { name: 'c', size: 0 }, { name: 'd', size: 5 }], { max_bytes: 10, max_count: 2 });
    expect(taken.map((f) => f.name)).toEqual(['a']);
    expect(refused).toEqual([{ why: 'big', name: 'b' }, { why: 'empty', name: 'c' }, { why: 'many', name: 'd' }]);
  });
  test('amounts as people read them', () => {
    expect(amount(284_000, 'en')).toBe('284 kB');
    expect(amount(1_250_000, 'en')).toBe('1.3 MB');
  });
});
