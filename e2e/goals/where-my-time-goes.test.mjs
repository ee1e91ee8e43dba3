import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { write } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// An agent reads and writes; their own page says so to the second, the lead's says it of the team, and no word of it is kept.
goal('where-my-time-goes', { zone: 'UTC' }, async (world) => {
  await world.write({ from: 'Mari <mari@klient.example>', subject: 'Broken lamp', text: 'It is broken.' });
  const conversation = await world.conversation('Broken lamp');
  const teams = (await world.admin.get('/teams')).items.map((team) => team.id);
  const agent = await world.agent('Jaan Tamm', { teams });
  assert.equal((await agent.get('/me/time')).logged_in_ms, 0);

  const page = await world.page(agent, '/settings/my-time');
  await page.getByText('Not measured yet.').or(page.getByText('Signed in', { exact: true })).first().waitFor();
  await page.goto(`${world.server.base}/inbox/all/${conversation.number}`);
  await page.getByRole('log').getByText('It is broken.').waitFor();
  const things = async () => Object.fromEntries((await agent.get('/me/time')).things.map((one) => [one.thing, one.ms]));
  await write(page, 'We send a secret new one.');
  // The tab tells within seconds that writing began, and what it was before.
  await until(async () => { const now = await things(); return now.reading > 0 && now.writing > 0; }, 'reading and writing are told', 30_000);
  const own = await agent.get('/me/time');
  assert.equal(own.things.reduce((sum, one) => sum + one.ms, 0), own.logged_in_ms);
  assert.equal(own.things.reduce((sum, one) => sum + one.share, 0), 1000);
  assert.equal(own.conversations, 1);

  await page.goto(`${world.server.base}/settings/my-time`);
  await page.getByRole('heading', { name: 'Everything that is kept' }).waitFor();
  await page.getByRole('cell', { name: `#${conversation.number} writing` }).first().waitFor();
  await page.locator('[data-thing="writing"]').waitFor();
  await accessible(page);
  assert.ok(!JSON.stringify(await agent.get('/me/time/day')).includes('secret'), 'no word of it');

  // Two people are no team: an agent without the permission sees no sums of both.
  const team = await agent.get('/reports/time');
  assert.deepEqual([team.logged_in_ms, team.withheld], [0, 1]);
  const lead = await world.page(world.admin, '/reports/time');
  await lead.locator('[data-thing="all"]').waitFor();
  await lead.getByRole('button', { name: 'Show single agents' }).click();
  await lead.getByRole('row', { name: /Jaan Tamm/ }).getByText('Fewer than 30 conversations: no figures.').waitFor();
  await accessible(lead);
  const trail = await world.admin.get('/audit?act=report.persons');
  assert.ok(trail.items.length > 0, 'the look is on the trail');
  const bare = await world.page(agent, '/reports/time');
  await bare.getByText('Too few people were there in this period').waitFor();
});
