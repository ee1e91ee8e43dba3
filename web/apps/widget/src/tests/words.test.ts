import { expect, test } from 'vitest';
import { en } from '../app/words/en.ts';
import { words as ar } from '../app/words/ar.ts';
import { words as et } from '../app/words/et.ts';
import { words as zh } from '../app/words/zh.ts';

test.each([['et', et], ['zh', zh], ['ar', ar]] as const)('%s says all, with the same places to fill', (_, words) => {
  expect(Object.keys(words)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    const other = words[key as keyof typeof en];
    expect(other.trim(), key).not.toBe('');
    expect(other.split('#').length, key).toBe(text.split('#').length);
    expect(other.split('|').length, key).toBe(text.split('|').length);
  }
});
