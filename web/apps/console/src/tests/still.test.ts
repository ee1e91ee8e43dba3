// How large a picture of the screen is kept.
import { describe, expect, it } from 'vitest';
import { kept } from '../help/still.ts';

describe('a picture of the screen', () => {
  it('is kept as it is where it is not too large', () => {
    expect(kept(1280, 720)).toEqual({ width: 1280, height: 720 });
    expect(kept(2560, 1)).toEqual({ width: 2560, height: 1 });
  });
  it('is made smaller in proportion where it is', () => {
    expect(kept(5120, 2880)).toEqual({ width: 2560, height: 1440 });
    expect(kept(100, 10_000)).toEqual({ width: 26, height: 2560 });
  });
  it('has a size whatever the browser says', () => {
    expect(kept(0, 0)).toEqual({ width: 1, height: 1 });
    expect(kept(1, 1_000_000)).toEqual({ width: 1, height: 2560 });
  });
});
