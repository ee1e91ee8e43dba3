// `make closing`: the address of the demo is closed at length, in five languages, and everything that a lead and a customer saw
// stands in CLOSING_PICTURES as pictures, light and dark.
import { resolve } from 'node:path';
import { goal } from '../lib/goal.mjs';
import { closing } from './story.mjs';

const FOLDER = resolve(process.env.CLOSING_PICTURES ?? 'closing-pictures');
const FLAGS = ['--speed', '1000', '--from', '2026-11-03T07:00:00Z', '--conversations', '600'];

goal('closing', { setUp: false, timeout: 1_800_000, server: { command: 'demo', flags: FLAGS, patience: 300_000 } }, async (world, context) => {
  const say = (chapter, seconds) => context.diagnostic(`${chapter}: ${seconds.toFixed(0)} s`);
  const story = await closing(world, { hours: [12, 36, 12, 12, 12, 12], quiet: 0.25, told: true, folder: FOLDER, patience: 600_000, say });
  context.diagnostic(`what the audit said: ${story.witness}`);
  context.diagnostic(`the address fell to ${(story.volume * 100).toFixed(0)} % of before`);
  context.diagnostic(`where its customers went: ${JSON.stringify(story.migration)}`);
  context.diagnostic(`${story.sent.length} questions sent, each in one conversation; pictures in ${FOLDER}`);
});
