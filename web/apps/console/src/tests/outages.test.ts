import { describe, expect, it } from 'vitest';
import { gone, paragraphs, passedOver, said } from '../channels/outages.ts';

describe('an outage', () => {
  it('is told in paragraphs, and what was typed is no markup', () => {
    expect(paragraphs('It works <again>.\nReally.\n\n\nSorry & thanks.\n')).toBe('<p>It works &lt;again&gt;.<br>Really.</p><p>Sorry &amp; thanks.</p>');
    expect(paragraphs(' \n ')).toBe('');
  });
  it('is told in the languages in which something is said', () => {
    expect(said({ en: ' down ', et: '  ', zh: '' })).toEqual({ en: 'down' });
  });
  it('says why some were passed over, the most first, and nothing of reasons that nobody had', () => {
    expect(passedOver({ nobody: 4, left_out: 8, refused: 0 })).toEqual([{ code: 'left_out', n: 8 }, { code: 'nobody', n: 4 }]);
    expect(passedOver({})).toEqual([]);
  });
  it('has told everybody where there is nobody to tell', () => {
    expect(gone({ waiting: 0, told: 0, passed: 0 })).toBe(1);
    expect(gone({ waiting: 2, told: 1, passed: 1 })).toBe(0.5);
  });
});
