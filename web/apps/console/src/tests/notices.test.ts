// Notices: what one begins with, what forbids it, how far it is, and who depends on a channel.
import { describe, expect, it } from 'vitest';
import { aimed, begun, blocked, fits, gone, held, languagesOf, people, sorted, textsOf, within, type Counts, type Dependent, type NoticeFinding, type NoticeView, type VoiceTemplate } from '../notices/notice.ts';
import { senders } from '../notices/senders.ts';

const templates: VoiceTemplate[] = [
  { voice: 'benefit', texts: { en: { subject: 'Better', html: '<p>{{ways}}</p>' }, et: { subject: 'Parem', html: '<p>{{ways}}</p>' } } },
  { voice: 'own', texts: { en: { subject: 'I tell you', html: '<p>{{agent.first_name}}</p>' } } },
];
const counts = (part: Partial<Counts> = {}): Counts => ({ waiting: 0, told: 0, passed: 0, replied: 0, moved: 0, silent: 0, ...part });
const finding = (code: string, blocks: boolean): NoticeFinding => ({ code, sentence: code, what_to_do: '', blocks });
const person = (part: Partial<Dependent> = {}): Dependent => ({
  contact: 'ctt_1', name: null, email: null, language: null, organization: null, conversations: 1, last_at: 0, open: 0, only_here: false, has: [], reach: 'mail', told_at: null, moved: null, suppressed: null, ...part,
});
const view = (part: Partial<NoticeView> = {}): NoticeView => ({
  notice: { id: 'ntc_1', channel: 'chn_1', plan: null, name: '', state: 'sending', counts: counts(), updated_at: 0, version: 1 }, content: begun('', 'chn_2', 'benefit', templates, { onlyHere: false, frequent: false, days: 90 }),
  people: 0, findings: [], waves: [], held_until: null, moved_by_week: [], ...part,
});

describe('a new notice', () => {
  it('begins with the words of its voice, to those who were asked for, and slowly', () => {
    const made = begun('Change', 'chn_2', 'own', templates, { onlyHere: true, frequent: false, days: 180 });
    expect(made.texts).toEqual(templates[1]?.texts);
    expect(made.to).toEqual({ days: 180, only_here: true, frequent: false, open: false, matching: null });
    expect(made.waves).toEqual({ first: 10, then_per_hour: 200, wait_hours: 24 });
    expect(made.costs_meant).toBe(false);
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

describe('the sending', () => {
  it('is as far as those who were told or passed over', () => {
    expect(gone(counts({ waiting: 6, told: 3, passed: 1 }))).toBe(0.4);
    expect(people(counts({ waiting: 6, told: 3, passed: 1 }))).toBe(10);
    expect(gone(counts())).toBe(1);
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
    expect(fits(person(), 'all')).toBe(true);
    expect([fits(person({ only_here: true }), 'only_here'), fits(person(), 'only_here')]).toEqual([true, false]);
    expect([fits(person({ reach: null }), 'unreachable'), fits(person(), 'unreachable')]).toEqual([true, false]);
    expect([fits(person(), 'untold'), fits(person({ told_at: 1 }), 'untold')]).toEqual([true, false]);
    expect([fits(person({ open: 2 }), 'open'), fits(person(), 'open')]).toEqual([true, false]);
  });
});

describe('the readers of a draft', () => {
  const made = (to: object = {}, part: object = {}) => ({ ...view().content, ...part, to: { ...view().content.to, ...to } });
  const of = (content: ReturnType<typeof made>, one: Dependent, place = 0, frequent = 1): boolean => aimed(content, one, place, frequent);
  const mail = person({ email: 'a@n.example' });
  it('are those whom its audience names', () => {
    expect(of(made(), mail)).toBe(true);
    expect([of(made({ frequent: true }), mail, 0), of(made({ frequent: true }), mail, 1)]).toEqual([true, false]);
    expect(of(made({ only_here: true }), mail)).toBe(false);
    expect([of(made({ open: true }), mail), of(made({ open: true }), { ...mail, open: 1 })]).toEqual([false, true]);
    const matching = { plans: [], life_cycles: [], tags: [], countries: [], languages: ['et'], organizations: [], topics: [] };
    expect([of(made({ matching }), mail), of(made({ matching }), { ...mail, language: 'et-EE' })]).toEqual([false, true]);
  });
  it('are none who want none, were told, are left out, or cannot be reached', () => {
    expect(of(made(), { ...mail, suppressed: 'asked' })).toBe(false);
    expect([of(made(), { ...mail, told_at: 5 }), of(made({}, { follow_up: true }), { ...mail, told_at: 5 })]).toEqual([false, true]);
    expect(of(made({}, { exceptions: ['ctt_1'] }), mail)).toBe(false);
    expect([of(made(), person()), of(made(), person({ open: 1 })), of(made({}, { in_thread: false }), person({ open: 1 }))]).toEqual([false, true, false]);
  });
});
