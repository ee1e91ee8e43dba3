// The scorecard and the meter: figures in words, where they stand against thresholds, and what became of people.
import { describe, expect, it } from 'vitest';
import { against, csat, expectedMarks, expectedShare, facts, figureName, findingWords, missingWord, parts, passes, said, scale, thresholdWord, whyWord, type Figure, type Moment } from '../channels/score.ts';
import { pageWords } from '../lib/words.svelte.ts';

await pageWords();

const figure = (part: Partial<Figure>): Figure => ({ key: 'promises_kept', unit: 'share', value: 0.92, n: 400, low: 0.89, high: 0.94, before: null, threshold: 0.87, better: 'high', why_missing: null, ...part });
const moment = (part: Partial<Moment>): Moment => ({ days: 30, measured_until: 0, complete: true, people: 100, moved: 60, vanished: 30, back_by_old_door: 10, repeated: 0, complaints: 0, csat_before: null, csat_after: null, moved_to: [], ...part });

describe('a figure', () => {
  it('is read by its unit', () => {
    expect(said(0.92, 'share')).toBe('92%');
    expect(said(0.012, 'share')).toBe('1.2%');
    expect(said(1_240, 'count')).toBe('1,240');
    expect(said(4.5, 'count')).toBe('4.5');
    expect(said(9 * 3_600_000, 'ms')).toBe('9 h');
    expect(said(4.44, 'score')).toBe('4.4');
  });
  it('says between what, of how many, and what it was before', () => {
    expect(facts(figure({ before: 0.8 }))).toEqual(['89% to 94%', 'n 400', 'before: 80%']);
    expect(facts(figure({ value: null, low: null, high: null }))).toEqual(['n 400']);
    expect(facts(figure({ value: null, n: 0 }))).toEqual([]);
  });
  it('says why it is missing, also where the console has no word for it', () => {
    expect(missingWord('never')).toBe('Never at this pace');
    expect(missingWord(null)).toBe('Not measured');
    expect(missingWord('some_thing')).toBe('Some thing');
    expect(figureName('some_thing')).toBe('Some thing');
    expect(whyWord({ key: 'some_thing', sentence: 'Because.' })).toBe('Because.');
    expect(whyWord({ key: 'keep_up_unknown', sentence: '' })).toBe('It is too young to say whether you can keep up.');
  });
});

describe('against its threshold', () => {
  it('a figure passes or fails with its whole interval, and is uncertain between', () => {
    expect(passes(figure({}))).toBe('yes');
    expect(passes(figure({ low: 0.85 }))).toBe('open');
    expect(passes(figure({ value: 0.8, low: 0.75, high: 0.86 }))).toBe('no');
    expect(passes(figure({ better: 'low', threshold: 0.1, value: 0.04, low: 0.02, high: 0.06 }))).toBe('yes');
    expect(passes(figure({ better: 'low', threshold: 0.1, value: 0.2, low: 0.15, high: 0.3 }))).toBe('no');
  });
  it('a figure of a few says nothing, and one without a threshold stands against nothing', () => {
    expect(passes(figure({ n: 7 }))).toBe('few');
    expect(passes(figure({ threshold: null }))).toBeNull();
    expect(passes(figure({ value: null }))).toBeNull();
    expect(passes(figure({ n: null, low: null, high: null }))).toBe('yes');
    expect(thresholdWord(figure({}))).toBe('at least 87%');
    expect(thresholdWord(figure({ better: 'low', unit: 'ms', threshold: 3_600_000 }))).toBe('at most 1 h');
  });
  it('a figure is drawn within its track, with the side that passes', () => {
    const high = scale(figure({}));
    expect(high?.from).toBe(high?.threshold);
    expect(high?.to).toBe(1);
    for (const at of Object.values(high ?? {})) {
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(1);
    }
    expect(scale(figure({ better: 'low', threshold: 0, value: 0, low: null, high: null }))).toMatchObject({ from: 0 });
    expect(scale(figure({ threshold: null }))).toBeNull();
  });
});

describe('what became of people', () => {
  it('puts everybody in one part', () => {
    const shares = (one: Moment): number[] => parts(one).map((part) => part.n);
    expect(shares(moment({}))).toEqual([60, 0, 10, 30]);
    expect(shares(moment({ moved: 65, back_by_old_door: 25, vanished: 30 }))).toEqual([45, 20, 5, 30]);
    expect(parts(moment({ moved: 65, back_by_old_door: 25, vanished: 30 })).reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1);
    expect(parts(moment({ people: 0, moved: 0, vanished: 0, back_by_old_door: 0 })).every((part) => part.share === 0)).toBe(true);
  });
  it('is compared with what the plan expected, if it did', () => {
    expect(against(0.72, 0.75)).toBe('as');
    expect(against(0.5, 0.75)).toBe('fewer');
    expect(against(0.9, 0.75)).toBe('more');
    expect(against(0.9, null)).toBeNull();
    expect(expectedShare(0.2, 240)).toBe(0.2);
    expect(expectedShare(48, 240)).toBe(0.2);
    expect(expectedShare(null, 240)).toBeNull();
  });
  it('says how satisfied they were, and a dash where nobody said', () => {
    expect(csat({ value: 0.74, n: 158, low: 0.6, high: 0.8 })).toBe('74% (n 158)');
    expect(csat(null)).toBe('–');
  });
});

describe('a forecast', () => {
  it('is marked where the parts of the bar were expected to end', () => {
    const marks = expectedMarks({ share_moved: 0.75, vanished: 0.2 }, 100);
    expect(marks.map((mark) => mark.key)).toEqual(['moved', 'vanished']);
    expect(marks.map((mark) => Math.round(mark.at * 100))).toEqual([75, 80]);
    expect(expectedMarks({ share_moved: 1, vanished: 0 }, 100).map((mark) => mark.at)).toEqual([1, 1]);
    expect(expectedMarks(null, 100)).toEqual([]);
  });
  it('that did not come true is said with what was measured, of how many, and what was expected', () => {
    const finding = { code: 'reopening_hearing', days: 90, what: 'moved', expected: 0.8, value: 0.54, low: 0.48, high: 0.6, n: 210 };
    expect(findingWords(finding)).toBe('90 days after, 54% of those who were heard of had moved (95%: 48% to 60%, n = 210); the plan expected 80%.');
    expect(findingWords({ ...finding, what: 'vanished' })).toMatch(/^90 days after, 54% were not heard of again/);
  });
});
