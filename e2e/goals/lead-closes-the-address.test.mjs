// The address of the demo is closed by a plan, by the demo's clock, a thousand times as fast; with pictures and at length: `make closing`.
import { closing } from '../closing/story.mjs';
import { goal } from '../lib/goal.mjs';

const FLAGS = ['--speed', '1000', '--from', '2026-11-03T07:00:00Z', '--conversations', '340'];

goal('lead-closes-the-address', { setUp: false, timeout: 400_000, server: { command: 'demo', flags: FLAGS, patience: 300_000 } }, async (world, context) => {
  const say = (chapter, seconds) => context.diagnostic(`${chapter}: ${seconds.toFixed(0)} s`);
  await closing(world, { hours: [1, 4, 1, 1, 1, 1], quiet: 0.6, told: true, languages: ['de'], patience: 150_000, say });
});
