// Robots bombard a form from many addresses. A person's browser is asked for a second of work, does it without a word, and the question is
// in the inbox and not among spam; a person without script gets through as well.
import assert from 'node:assert/strict';
import { goal } from '../lib/goal.mjs';
import { helpCenter, publicPaths } from '../lib/help.mjs';
import { until } from '../lib/until.mjs';

const ROBOTS = 80;
/** Nobody reads and writes within three seconds: who does is taken for a program. */
const aPersonsTime = (began) => until(() => Date.now() - began > 3_500, 'the time that a person takes');

goal('form-on-a-busy-day', { timeout: 240_000, server: { env: { FAIRLEAD_BEHIND_PROXY: '["127.0.0.0/8"]' } } }, async (world) => {
  await helpCenter(world);
  const { form } = await publicPaths(world);
  const robot = (n) => {
    const body = new FormData();
    body.set('q.question', 'Buy now');
    body.set('website', 'https://robot.example');
    return fetch(`${world.server.base}${form}`, { method: 'POST', body, headers: { 'x-forwarded-for': `198.51.${n}.7` } });
  };
  const answers = await Promise.all(Array.from({ length: ROBOTS }, (_, n) => robot(n)));
  assert.ok(answers.every((a) => a.status === 422), 'nobody is told more than that it was not our page');

  for (const script of [true, false]) {
    const user = await world.user(null, { script });
    const page = await user.page(form);
    const began = Date.now();
    const ask = page.locator('form[data-ask]');
    assert.ok(Number(await ask.getAttribute('data-work')) > 0, 'browsers are asked to work');
    await page.getByLabel('Your question').fill(`A person asks, ${script ? 'with' : 'without'} script.`);
    await page.getByLabel('Email address').fill(`kadri${script ? 1 : 2}@post.example`);
    if (script) await until(async () => (await page.locator('input[name="w"]').inputValue()) !== '', 'the work is done');
    await aPersonsTime(began);
    await page.getByRole('button', { name: 'Send question' }).click();
    await page.getByRole('heading', { name: 'Thank you, we have your question' }).waitFor();
    await user.close();
  }
  const kept = await world.admin.conversations('view=all');
  assert.equal(kept.length, 2, 'both questions, and nothing of the robots');
  assert.equal((await world.admin.conversations('view=spam')).length, 0);
});
