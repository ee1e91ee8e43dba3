import { describe, expect, it } from 'vitest';
import { marked, toLink } from '../composer/suggestions.ts';

describe('what is inserted of a suggestion', () => {
  it('is text, whatever an article or a customer wrote', () => {
    const holder = document.createElement('div');
    holder.innerHTML = toLink('https://help.example/a?b="c"', '<i>x</i>');
    const link = holder.firstElementChild as HTMLAnchorElement;
    expect([link.getAttribute('href'), link.textContent, link.children.length]).toEqual(['https://help.example/a?b="c"', '<i>x</i>', 0]);
    expect(toLink('javascript:alert(1)', 'x')).toBe('x');
  });
});

describe('a passage in pieces', () => {
  it('keeps every letter once, in order', () => {
    const text = 'We refund within three days.';
    const parts = marked({ text, marks: [[3, 9], [17, 22]] });
    expect(parts.map((p) => p.text).join('')).toBe(text);
    expect(parts.filter((p) => p.mark).map((p) => p.text)).toEqual(['refund', 'three']);
  });
  it('bears marks that overlap or are empty', () => {
    const parts = marked({ text: 'abcdef', marks: [[0, 3], [2, 4], [4, 4]] });
    expect(parts.map((p) => p.text).join('')).toBe('abcdef');
  });
});
