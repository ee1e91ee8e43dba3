import { describe, expect, it } from 'vitest';
import { choose } from '../lib/language.ts';

const ours = ['en', 'et', 'zh'];

describe('language', () => {
  it('follows the browser when nothing is wished', () => {
    expect(choose(null, ['et-EE', 'en'], ours)).toBe('et');
    expect(choose(undefined, ['zh-Hant-TW'], ours)).toBe('zh');
  });
  it('takes the first language of the browser that it speaks, not the first of all', () => {
    expect(choose(null, ['fi-FI', 'ET', 'en'], ours)).toBe('et');
  });
  it('lets the wish of the agent go before the browser', () => {
    expect(choose('zh', ['et'], ours)).toBe('zh');
  });
  it('speaks English when it knows neither', () => {
    expect(choose('ar', ['et'], ours)).toBe('en');
    expect(choose(null, [], ours)).toBe('en');
  });
});
