import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';

goal('lead-reads-a-scorecard-and-where-people-went', {}, async (world) => {
  for (const [n, name] of ['Erika Brandt', 'Otto Brand', 'Ida Holm'].entries()) {
    await world.write({ from: `${name} <${name.split(' ')[0].toLowerCase()}@kunde.example>`, subject: `Question ${n + 1}`, text: 'Where is my parcel?' });
    await world.conversation(`Question ${n + 1}`);
  }

  // Five marks for each channel, in words for who comes by keys, and a plain recommendation.
  const page = await world.page(world.admin, '/settings/channels');
  const marks = page.getByRole('link', { name: /^Scorecard of Email: Can we keep up\?/ });
  await marks.waitFor();
  assert.match(await marks.innerText(), /Can we afford it\? Not known/);
  await page.getByRole('listitem').filter({ has: marks }).getByText('Not enough data').waitFor();
  await page.getByRole('link', { name: /^Email/ }).first().focus();
  await page.keyboard.press('Tab');
  assert.ok(await marks.evaluate((element) => element === document.activeElement));
  await marks.locator('.tip').waitFor();
  await page.keyboard.press('Escape');
  await marks.locator('.tip').waitFor({ state: 'hidden' });
  await accessible(page);
  await page.keyboard.press('Enter');

  // The figures, with how many they speak for, and what is not known.
  await page.getByRole('heading', { name: 'Scorecard of Email' }).waitFor();
  for (const test of ['Can we keep up?', 'Can we afford it?', 'Is it used?', 'Does it harm the rest?', 'Are people satisfied?']) await page.getByRole('heading', { name: new RegExp(test.replace('?', '\\?')) }).waitFor();
  const used = page.locator('[data-test="used"]');
  assert.match(await used.locator('[data-figure="new"]').innerText(), /New conversations\s+3/);
  assert.match(await used.locator('[data-figure="users"]').innerText(), /3/);
  assert.match(await used.locator('[data-figure="share_of_all"]').innerText(), /n 3\b/);
  await page.locator('[data-test="afford"]').getByText('Not measured').waitFor();
  await page.getByText('Too few customers wrote at all.').or(page.getByText('It is too young to say whether you can keep up.')).first().waitFor();
  await page.getByRole('img', { name: 'By week' }).waitFor();
  assert.equal(await page.locator('[data-meter]').count(), 0, 'nobody has to go anywhere yet');
  await page.getByLabel('Period').selectOption({ label: 'Last 28 days' });
  await page.getByText(/against the 28 days before/).waitFor();
  await accessible(page);

  // After a closure: where its people went, and that the time is not over.
  const { id } = (await world.admin.get('/channels')).items[0];
  await world.admin.put(`/channels/${id}/stage`, { stage: 'closed', reason: 'The form is enough' });
  await page.goto(`/settings/channels/${id}/scorecard`);
  const meter = page.locator('[data-meter]');
  await meter.getByRole('heading', { name: 'What became of its customers' }).waitFor();
  assert.equal(await meter.getByText(/not complete yet/).count(), 3);
  await meter.locator('[data-days="30"]').getByText('3 of 3 people').waitFor();
  await meter.getByText('No plan said what to expect.').waitFor();
  await page.getByText('This channel is closed. What became of its customers stands above.').waitFor();
  await accessible(page);
});
