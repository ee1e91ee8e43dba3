// Notices: what one begins with, what forbids it, how far it is, and who depends on a channel.
import { describe, expect, it } from 'vitest';
import { askedBy, begun, blocked, filtered, gone, held, lacking, languagesOf, later, metered, people, placeOf, sorted, textsOf, within, type Dependent, type NoticeCounts, type NoticeFinding, type NoticeView, type VoiceTemplate } from '../notices/notice.ts';
import { sentence, whatToDo } from '../notices/findings.ts';
import { codeOf } from '../lib/languages.ts';
import { pageWords } from '../lib/words.svelte.ts';
import { senders } from '../notices/senders.ts';

await pageWords();
const templates: VoiceTemplate[] = [
  { voice: 'benefit', texts: { en: { subject: 'Better', html: '<p>{{ways}}</p>' }, et: { subject: 'Parem', html: '<p>{{ways}}</p>' } } },
  { voice: 'own', texts: { en: { subject: 'I tell you', html: '<p>{{agent.first_name}}</p>' } } },
];
const counts = (part: Partial<NoticeCounts> = {}): NoticeCounts => ({ waiting: 0, told: 0, passed: 0, replied: 0, moved: 0, silent: 0, ...part });
const finding = (code: string, blocks: boolean): NoticeFinding => ({ code, sentence: code, what_to_do: '', blocks });
const person = (part: Partial<Dependent> = {}): Dependent => ({
  contact: 'ctt_1', name: '', email: null, language: null, organization: null, conversations: 1, last_at: 0, open: 0, only_here: false, has: [], reach: 'mail', told_at: null, moved: null, suppressed: null, ...part,
});
const view = (part: Partial<NoticeView> = {}): NoticeView => ({
  notice: { id: 'ntc_1', channel: 'chn_1', plan: null, name: '', state: 'sending', counts: counts(), created_at: 1, updated_at: 0, version: 1 }, content: begun('', 'chn_2', 'benefit', templates, { only: null, days: 90 }),
  people: 0, findings: [], waves: [], held_until: null, stopped_why: null, moved_by_week: [], ...part,
});

describe('a new notice', () => {
  it('begins with the words of its voice, to those who were asked for, and slowly', () => {
    const made = begun('Change', 'chn_2', 'own', templates, { only: 'only_here', days: 180 });
    expect(made.texts).toEqual(templates[1]?.texts);
    expect(made.to).toEqual({ days: 180, only_here: true, frequent: false, open: false, matching: null });
    expect(made.waves).toEqual({ first: 10, then_per_hour: 200, wait_hours: 24 });
    expect(made.costs_meant).toBe(false);
  });
  it('is for the part that the page before showed, and for everybody where a notice has no such part', () => {
    const to = (query: string) => begun('', 'chn_2', 'own', templates, askedBy(new URLSearchParams(query))).to;
    expect(to('only=frequent&days=28')).toMatchObject({ days: 28, frequent: true, only_here: false, open: false });
    expect(to('only=open')).toMatchObject({ days: 90, frequent: false, only_here: false, open: true });
    expect(to('only=untold')).toMatchObject({ frequent: false, only_here: false, open: false });
  });
  it('says to whoever has no name what the templates of the language say, or leaves the place open', () => {
    expect(placeOf('customer.name', 'de-AT')).toEqual({ text: '{{customer.name|und herzliche Grüße}}', back: 0 });
    expect(placeOf('customer.name', 'sv')).toEqual({ text: '{{customer.name|}}', back: 2 });
    expect(placeOf('ways', 'sv')).toEqual({ text: '{{ways}}', back: 0 });
  });
  it('takes a language by any code, as the server writes it', () => {
    expect(['pt_br', ' HU ', 'zh-hant-tw', 'x', 'no words', ''].map(codeOf)).toEqual(['pt-BR', 'hu', 'zh-Hant-TW', null, null, null]);
  });
  it('has no words where nobody wrote a template, and its own copy where somebody did', () => {
    expect(textsOf('ways', templates)).toEqual({});
    const made = textsOf('benefit', templates);
    made['en']!.subject = 'Other';
    expect(templates[0]?.texts['en']?.subject).toBe('Better');
  });
  it('shows the language of the house first, also where it names a region', () => {
    const texts = { de: { subject: '', html: '' }, et: { subject: '', html: '' }, en: { subject: '', html: '' } };
    expect(languagesOf(texts, 'et')).toEqual(['et', 'de', 'en']);
    expect(languagesOf(texts, 'en-GB')).toEqual(['en', 'de', 'et']);
  });
  it('comes from a mail channel that is open, a live one first, and last from the one that it is about', () => {
    const one = (id: string, part: object = {}) => ({ id, name: id, kind: 'email', stage: 'live' as const, doors: [{ id: 'dor_1', address: `${id}@n.example`, channel: id, reply_form: 'tagged' as const }], ...part });
    const all = [one('about'), one('b'), one('a'), one('form', { kind: 'form' }), one('gone', { stage: 'closed' }), one('a-leaves', { stage: 'winding_down' }), one('early', { stage: 'draft' }), one('bare', { doors: [] })];
    expect(senders(all, 'about').map((each) => each.id)).toEqual(['a', 'b', 'a-leaves', 'about']);
    expect(senders(all, 'about')[0]?.address).toBe('a@n.example');
  });
  it('takes what was typed within its bounds', () => {
    expect([within(Number.NaN, 1, 9), within(0, 1, 9), within(4.4, 1, 9), within(99, 1, 9)]).toEqual([1, 1, 4, 9]);
  });
});

describe('what speaks against it', () => {
  it('forbids the sending only where it says so, and then stands first', () => {
    const all = [finding('unreachable', false), finding('says_costs', true)];
    expect(blocked(all)).toBe(true);
    expect(blocked(all.slice(0, 1))).toBe(false);
    expect(sorted(all).map((one) => one.code)).toEqual(['says_costs', 'unreachable']);
  });
});

describe('a finding in words', () => {
  const told = (code: string, n: number, names: string[] = []): NoticeFinding => ({ ...finding(code, false), sentence: 'of the server', n, names });
  it('names languages as they are called here, and no more than ten', () => {
    expect(sentence(told('no_way_on', 0, ['de', 'et']))).toBe('The text in German and Estonian does not say where else to turn.');
    expect(sentence(told('missing_language', 12, ['de', 'et', 'fi', 'fr', 'it', 'ja', 'lt', 'lv', 'nb', 'nl', 'pl', 'pt']))).toContain('Dutch, and 2 more');
  });
  it('counts people in whole sentences', () => {
    expect(sentence(told('unreachable', 1))).toMatch(/^One person has no address/);
    expect(sentence(told('not_justified', 0))).toMatch(/^It would go to everybody/);
    expect(sentence(told('not_justified', 400))).toContain('400 days');
  });
  it('says what the server says where it does not know the code or what it is about', () => {
    expect(sentence(told('new_one', 3))).toBe('of the server');
    expect(sentence(told('captive', 3))).toBe('of the server');
    expect(sentence({ ...finding('unreachable', false), sentence: 'of the server' })).toBe('of the server');
    expect(whatToDo({ ...told('new_one', 3), what_to_do: 'Do this.' })).toBe('Do this.');
  });
  it('tells which languages are to be written first', () => {
    expect(lacking([told('unreachable', 1), told('missing_language', 2, ['sv'])])).toEqual(['sv']);
    expect(lacking([finding('missing_language', false)])).toEqual([]);
  });
});

describe('the sending', () => {
  it('is not shown as it was before what was done last', () => {
    const [old, fresh] = [view(), view({ notice: { ...view().notice, version: 2 } })];
    expect(later(fresh, old)).toBe(fresh);
    expect(later(old, fresh)).toBe(fresh);
    expect(later(null, old)).toBe(old);
  });
  it('is as far as those who were told or passed over', () => {
    expect(gone(counts({ waiting: 6, told: 3, passed: 1 }))).toBe(0.4);
    expect(people(counts({ waiting: 6, told: 3, passed: 1 }))).toBe(10);
    expect(gone(counts())).toBe(1);
  });
  it('keeps who has moved when that was not asked again', () => {
    const was = view({ moved_by_week: [{ at: 1, moved: 2, still: 1, silent: 0 }], notice: { ...view().notice, counts: counts({ told: 3, moved: 2 }) } });
    const light = { ...counts({ told: 4 }), replied: null, moved: null, silent: null };
    const seen = metered(was, view({ moved_by_week: [], notice: { ...view().notice, counts: light } }));
    expect([seen.notice.counts.told, seen.notice.counts.moved, seen.moved_by_week.length]).toEqual([4, 2, 1]);
    const whole = view({ notice: { ...view().notice, counts: counts({ told: 5, moved: 3 }) } });
    expect([metered(was, whole), metered(null, whole)]).toEqual([whole, whole]);
  });
  it('can be taken back only before the first letter', () => {
    expect(held(view({ held_until: 1_000 }), 999)).toBe(true);
    expect(held(view({ held_until: 1_000 }), 1_000)).toBe(false);
    expect(held(view(), 0)).toBe(false);
    expect(held(view({ held_until: 1_000, notice: { ...view().notice, state: 'draft' } }), 0)).toBe(false);
  });
});

describe('who depends on a channel', () => {
  it('is found by what is missing', () => {
    const all = [person({ contact: 'a', only_here: true }), person({ contact: 'b', reach: null, told_at: 1 }), person({ contact: 'c', told_at: 1, open: 2 })];
    const names = (filter: Parameters<typeof filtered>[1]) => filtered(all, filter, 2).map((one) => one.contact).join('');
    expect([names('all'), names('only_here'), names('unreachable'), names('untold'), names('open')]).toEqual(['abc', 'a', 'b', 'a', 'c']);
    expect(names('frequent')).toBe('ab');
  });
});
