// Why nothing was recorded: each reason of a browser has words of ours, and none is shown as it came.
import { describe, expect, it } from 'vitest';
import { problem } from '../help/recorder.svelte.ts';

describe('the reason why nothing was recorded', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'none'],
    ['OverconstrainedError', 'none'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
    ['NotSupportedError', 'unsupported'],
    ['SomethingNew', 'failed'],
  ])('%s is %s', (name, words) => {
    expect(problem(new DOMException('as the browser says it', name))).toBe(words);
  });
  it('is not what was thrown, whatever that is', () => {
    expect(problem('text')).toBe('failed');
    expect(problem(null)).toBe('failed');
  });
});
