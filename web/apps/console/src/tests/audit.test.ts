// The dead-end audit in the console: what is shown for whom, the words of findings and ends, and the way of a witness.
import type { CustomerText } from '@fairlead/api';
import { describe, expect, it } from 'vitest';
import { askedBy, carried, code, deadHours, doorHref, endName, found, headline, near, ofLook, placeHref, placeOf, rows, sectionOf, sentence, shown, textsName, ways, week, witnessFlow, type Audit, type Finding, type Flow, type Witness } from '../channels/audit.ts';
import { says } from '../channels/says.ts';
import { pageWords } from '../lib/words.svelte.ts';

await pageWords();

const flow = (part: Partial<Flow>): Flow => ({ door: 'dor_1', failure: 'none', texts: ['acknowledgement'], on: null, via: 'chn_1', end: 'promise', kinds: [0, 1], slots: [0, 1], classes: 4, ...part });
const finding = (part: Partial<Finding>): Finding => ({ door: 'dor_1', invariant: 'reach', cause: { dead_end: 'circle' }, verdict: 'dead_end', sentence: 'It ends.', what_to_do: 'Open it.', kinds: [2], slots: [1], failures: ['none'], classes: 1, witness: { sentence: 'Tue 22:10: help@a.example -> nothing', steps: [], kind: 2, slot: 1, failure: 'none' }, ...part });
const circle = flow({ texts: ['channel_closed'], on: 'dor_2', via: null, end: { dead_end: 'circle' }, kinds: [2], slots: [1] });
const kind = (name: string) => ({ name, segment: null, language: null, abilities: [], signed_in: false });
const audit = (part: Partial<Audit> = {}): Audit => ({
  at: 0, version: 1, took_ms: 5, stale: false, looked: 12, left_off: 0, summary: { dead_end: 1, mend: 0, unmeasured: 0 }, kinds: [kind('English'), kind('Estonian'), kind('Spanish, text only')], slots: [{ label: 'Mon 08:00', at: 0 }, { label: 'Tue 22:10', at: 1 }],
  doors: [{ id: 'dor_1', channel: 'chn_1', label: 'help@a.example', medium: 'mail' }, { id: 'dor_2', channel: 'chn_2', label: 'Form', medium: 'form' }],
  channels: [{ id: 'chn_1', name: 'Email', kind: 'email', stage: 'live', paused: false, team: 'tem_1' }, { id: 'chn_2', name: 'Form', kind: 'form', stage: 'live', paused: false, team: null }], teams: [{ id: 'tem_1', name: 'Support' }],
  findings: [finding({})], flows: [flow({}), circle, flow({ failure: 'mail_host_away', end: { dead_end: { away: 'mail_host_away' } } })], ...part,
});

describe('what is shown', () => {
  it('is what happens at that time when that fails', () => {
    expect(shown(audit(), { slot: null, failure: 'none' })).toHaveLength(2);
    expect(shown(audit(), { slot: 0, failure: 'none' })).toHaveLength(1);
    expect(shown(audit(), { slot: null, failure: 'mail_host_away' })).toHaveLength(1);
  });
  it('is in the table for the kind that is asked for alone, dead ends first', () => {
    expect(rows(audit(), { kind: null, slot: null, failure: 'none' })[0]).toMatchObject({ end: { dead_end: 'circle' } });
    expect(rows(audit(), { kind: 0, slot: null, failure: 'none' })).toHaveLength(1);
  });
  it('leaves out findings that nobody who is asked for meets, and keeps those that hold for nobody and always', () => {
    const all = audit({ findings: [finding({}), finding({ door: null, kinds: [], slots: [], failures: [], witness: null })] });
    expect(found(all, { kind: 0, slot: null, failure: 'none' }, null)).toHaveLength(1);
    expect(found(all, { kind: 2, slot: 1, failure: 'none' }, null)).toHaveLength(2);
    expect(found(all, { kind: null, slot: 0, failure: 'none' }, null)).toHaveLength(1);
    expect(found(all, { kind: null, slot: null, failure: 'none' }, 'no_agent')).toHaveLength(1);
  });
});

describe('words', () => {
  it('say what a finding is about, with what it names', () => {
    expect(headline(finding({}))).toBe('The texts lead in a circle');
    expect(headline(finding({ cause: { no_text_in: 'es' } }))).toBe('No text in es');
    expect(headline(finding({ cause: 'no_owner' }))).toBe('Nobody owns it');
    expect(headline(finding({ cause: { dead_end: { away: 'carrier_away' } } }))).toBe('The way itself is away');
    expect(headline(finding({ cause: { nobody_works_there: null } }))).toBe('Nobody works in the team that answers');
  });
  it('leave it to the server what the console does not know', () => {
    expect(headline(finding({ cause: { something_new: 1 } }))).toBe('It ends.');
    expect(textsName(['own_text'])).toBe('own_text');
    expect(code('something')).toBe('SOMETHING');
  });
  it('name ends, texts and invariants', () => {
    expect(endName('self_service')).toBe('Self-service, with a way on');
    expect(endName({ dead_end: 'too_many_choices' })).toBe('Dead end: too many choices');
    expect(textsName(['channel_closed', 'signpost'])).toBe('Closed text, Signpost');
    expect(textsName([])).toBe('Nothing is said');
    expect([code('reach'), code('alive')]).toEqual(['N1', 'N10']);
  });
});

describe('the witness', () => {
  it('is found among the ribbons by who, when and what fails', () => {
    const one = audit();
    expect(witnessFlow(one, finding({}))).toBe(one.flows[1]);
    expect(witnessFlow(one, finding({ verdict: 'mend', witness: { sentence: '', steps: [], kind: 0, slot: 0, failure: 'none' } }))).toBe(one.flows[0]);
    expect(witnessFlow(one, finding({ witness: null }))).toBeNull();
    expect(witnessFlow(one, finding({ door: null }))).toBeNull();
  });
  it('is told on its own, not again in the sentence of its finding', () => {
    expect(sentence(finding({ sentence: 'It is a dead end. For example, Tue 22:10: help@a.example -> nothing.' }))).toBe('It is a dead end.');
    expect(sentence(finding({ sentence: 'Tue 22:10: help@a.example -> nothing' }))).toBe('');
    expect(sentence(finding({}))).toBe('It ends.');
  });
  it('reads what the server sends, else the text of that door in its language', () => {
    const text = (part: Partial<CustomerText>): CustomerText => ({ key: 'channel_closed', locale: 'en', stage: '', subject: null, body: 'Closed. {{organization.name}}', default: true, variables: [], ...part });
    const house = { name: 'Northwind', locale: 'et' };
    const one = audit({ kinds: [kind('English'), kind('Estonian'), { ...kind('Spanish'), language: 'es' }] });
    const { witness } = finding({});
    const step = { door: 'dor_1', text: 'channel_closed', says: 'help@a.example', landing: 'on' };
    const read = (texts: CustomerText[], part = {}): string | null => says(one, witness as Witness, { ...step, ...part }, texts, house);
    expect(read([text({})])).toBe('Closed. Northwind');
    expect(read([text({}), text({ locale: 'es', body: 'Cerrado, {{contact.name}}.' })])).toBe('Cerrado, ….');
    expect(read([text({}), text({ stage: 'live', body: 'Soon.' })])).toBe('Soon.');
    expect(read([text({}), text({ locale: 'et', body: 'Suletud.' })])).toBe('Suletud.');
    expect(read([], { says: 'Hola' })).toBe('Hola');
    expect(read([])).toBeNull();
    expect(read([text({})], { text: null })).toBeNull();
  });
  it('leads to where its door is set', () => {
    const one = audit();
    expect(doorHref(one, one.doors[0])).toBe('/settings/channels/chn_1');
    expect(doorHref(audit({ channels: [{ id: 'chn_1', name: 'Help', kind: 'contact_page', stage: 'live', paused: false, team: null }] }), one.doors[0])).toBe('/articles/centers');
    expect(doorHref(one, undefined)).toBeNull();
  });
  it('sets what is asked for, so that it is on the map', () => {
    expect(askedBy(finding({}))).toEqual({ kind: 2, slot: 1, failure: 'none' });
    expect(askedBy(finding({ witness: null }))).toBeNull();
  });
});

describe('the ways', () => {
  it('go from the door by what is said and the queue to where they end', () => {
    const [kept, ends] = ways(audit(), shown(audit(), { slot: null, failure: 'none' }), null);
    expect(kept?.stops.map((stop) => stop?.label)).toEqual(['help@a.example', 'Receipt', 'Queue of Email', 'A promise']);
    expect(kept?.stops[2]?.sub).toBe('Support');
    expect(ends?.stops.map((stop) => stop?.label)).toEqual(['help@a.example', 'Closed text', 'Form', 'Dead end: a circle']);
    expect(ends?.stops[3]?.tone).toBe('dead');
  });
  it('tell the same kind at two doors apart', () => {
    const [one, two] = ways(audit(), [flow({ kinds: [1] }), flow({ door: 'dor_2', kinds: [1] })], null);
    expect(one?.who).not.toEqual(two?.who);
  });
  it('are drawn by channel where there are many doors, but for the door of the witness', () => {
    const doors = Array.from({ length: 30 }, (_, i) => ({ id: `dor_${i}`, channel: 'chn_1', label: `Door ${i}`, medium: 'mail' }));
    const flows = doors.map((door) => flow({ door: door.id }));
    const all = ways(audit({ doors, flows }), flows, flows[3] as Flow);
    expect(new Set(all.map((one) => one.stops[0]?.label))).toEqual(new Set(['Email', 'Door 3']));
  });
});

describe('the name of a door on the map', () => {
  it('is the end of a long address of a page', () => {
    expect(near('northwind.example/es/contact')).toBe('…/es/contact');
    expect(near('https://northwind.example/es/contact')).toBe('…/es/contact');
    expect(near('help@northwind.example')).toBe('help@northwind.example');
    expect(near('Chat/web')).toBe('Chat/web');
  });
});

describe('the hours of the week', () => {
  const DAY = 86_400_000;
  const slots = [0, 1, 3, 8].map((at) => ({ label: String(at), at: at * DAY }));
  const dead = flow({ slots: [1], kinds: [1], end: { dead_end: 'circle' } });
  const person = flow({ slots: [0, 2, 3], kinds: [0, 1], end: 'human' });
  const one = audit({ slots, flows: [person, dead, flow({ slots: [2], failure: 'no_agent', end: { dead_end: 'nothing' } })] });
  it('are as long as until the next moment, and holidays after them are left out', () => {
    expect(week(one, { kind: null, failure: 'none' })).toEqual([
      { slot: 0, from: 0, to: 1 / 7, human: true, dead: false }, { slot: 1, from: 1 / 7, to: 3 / 7, human: false, dead: true }, { slot: 2, from: 3 / 7, to: 1, human: true, dead: false },
    ]);
  });
  it('are dead only for whom is asked, and under that failure', () => {
    expect(deadHours(week(one, { kind: null, failure: 'none' }))).toBe(48);
    expect(deadHours(week(one, { kind: 0, failure: 'none' }))).toBe(0);
    expect(deadHours(week(one, { kind: null, failure: 'no_agent' }))).toBe(96);
    expect(week(audit({ slots: [] }), { kind: null, failure: 'none' })).toEqual([]);
  });
});

describe('the address of the page', () => {
  const at = (query: string) => placeOf(new URLSearchParams(query));
  it('names a plan and a step, which people count from one', () => {
    expect(at('plan=pln_1&step=4')).toEqual({ plan: 'pln_1', step: 3 });
    expect(at('plan=pln_1')).toEqual({ plan: 'pln_1', step: null });
    for (const place of [{ plan: 'pln_1', step: 0 }, { plan: 'pln_1', step: null }, { plan: null, step: null }]) expect(at(placeHref(place).split('?')[1] ?? '')).toEqual(place);
  });
  it('is now where it makes no sense', () => {
    for (const query of ['step=2', 'plan=pln_1&step=0', 'plan=pln_1&step=x', 'plan=pln_1&step=1.5', '']) expect(at(query).step).toBeNull();
  });
});

describe('another look', () => {
  it('is asked the same, wherever its kinds and times stand', () => {
    const from = audit();
    const to = audit({ kinds: [kind('Spanish, text only'), kind('English')], slots: [{ label: 'Tue 22:10', at: 1 }] });
    expect(carried({ kind: 2, slot: 1, failure: 'no_agent' }, from, to)).toEqual({ kind: 0, slot: 0, failure: 'no_agent' });
    expect(carried({ kind: 1, slot: 0, failure: 'none' }, from, to)).toEqual({ kind: null, slot: null, failure: 'none' });
    expect(carried({ kind: null, slot: null, failure: 'none' }, from, to)).toEqual({ kind: null, slot: null, failure: 'none' });
  });
});

describe('where a finding is mended', () => {
  it('is the section of what is missing, beside the channel', () => {
    expect(sectionOf(finding({ cause: { no_text_in: 'zh' } }))).toBe('texts');
    expect(sectionOf(finding({ cause: 'not_measured', invariant: 'urgent' }))).toBe('topics');
    expect(sectionOf(finding({}))).toBeNull();
  });
  it('is the look at the door where that failed, or is missing', () => {
    expect(ofLook(finding({ cause: 'probe_failed', invariant: 'alive' }))).toBe(true);
    expect(ofLook(finding({ cause: 'not_measured', invariant: 'alive' }))).toBe(true);
    expect(ofLook(finding({ cause: 'not_measured', invariant: 'floor' }))).toBe(false);
    expect(ofLook(finding({ cause: 'probe_is_old', invariant: 'alive', door: null }))).toBe(false);
  });
});
