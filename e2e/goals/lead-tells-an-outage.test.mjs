import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';
import { words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';

const TOLD = 'Payments by card fail at the moment. We are on it.';

// Something does not work: customers read it at the door, everybody is answered at once, and then it is over.
goal('lead-tells-an-outage', {}, async (world) => {
  const write = (name, n) => world.write({ from: `${name} <${name.toLowerCase()}@pood.example>`, subject: `Payment ${n}`, text: 'I cannot pay with my card.' });
  await write('Mari', 1);
  await world.conversation('Payment 1');

  const page = await world.page(world.admin, '/settings/outages');
  await page.getByText('Nothing is broken.').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Something does not work' }).click();
  const start = page.getByRole('dialog', { name: 'Something does not work' });
  await start.getByLabel('What does not work').fill('Card payments fail');
  await start.getByLabel('In English').fill(TOLD);
  await start.getByLabel('Unanswered conversations are about it too').selectOption({ label: 'Of the last hour' });
  await accessible(page);
  await start.getByRole('button', { name: 'Tell it at every door' }).click();
  await page.getByRole('heading', { name: 'Card payments fail' }).waitFor();
  await page.getByRole('link', { name: /^Card payments fail: one conversation/ }).waitFor();

  // Whoever writes now reads it at once, with no promise that nobody can keep.
  await write('Juhan', 2);
  const answer = await world.sink.to('juhan@pood.example');
  assert.match(words(answer.raw), /Payments by card fail at the moment/);
  assert.doesNotMatch(words(answer.raw), /usually|aim to answer/i);

  // What came in meanwhile but is about something else is left out, and taken in again, beside the conversation.
  await write('Karl', 3);
  const other = await world.conversation('Payment 3');
  const thread = await world.page(world.admin, `/inbox/all/${other.number}`);
  await thread.getByRole('button', { name: /^Not about it.*Card payments fail/ }).click();
  await thread.getByRole('button', { name: /^It is about it.*Card payments fail/ }).click();
  await thread.getByRole('button', { name: /^Not about it.*Card payments fail/ }).waitFor();
  await accessible(thread);
  await thread.getByRole('button', { name: /^Not about it.*Card payments fail/ }).click();
  await thread.getByRole('button', { name: /^It is about it.*Card payments fail/ }).waitFor();
  assert.equal((await world.admin.get(`/conversations/${other.id}/outages`)).items[0].left_out, true);
  await thread.close();

  // One answer to both.
  await page.reload();
  await page.getByRole('button', { name: 'Tell everybody' }).click();
  const update = page.getByRole('dialog', { name: 'Tell everybody' });
  await update.getByLabel('What they read').fill('Hello {{contact.first_name|there}},\n\nit works again.');
  await update.getByRole('radio', { name: 'They are resolved' }).check();
  await update.getByRole('checkbox', { name: /^This is the last word/ }).check();
  await accessible(page);
  await update.getByRole('button', { name: 'Send to 2 conversations' }).click();
  await page.getByText('2 told, 0 to come, 1 passed over').first().waitFor({ timeout: 60_000 });
  await page.getByText('1 passed over: 1 about something else').waitFor();
  await accessible(page);
  for (const name of ['Mari', 'Juhan']) {
    const mail = await until(() => world.sink.mails.find((m) => m.to.includes(`${name.toLowerCase()}@pood.example`) && /it works again/.test(words(m.raw) ?? '')), `${name} is told`, 60_000);
    assert.match(words(mail.raw), new RegExp(`Hello ${name},`));
  }
  assert.equal(world.sink.mails.filter((m) => /it works again/.test(words(m.raw) ?? '')).length, 2, 'each once');
  await until(async () => (await world.admin.conversations('view=resolved')).length === 2, 'both are resolved');

  // It is over: the door says what it always says.
  await page.getByText('Over', { exact: true }).or(page.getByRole('button', { name: 'It is not over' })).first().waitFor();
  assert.equal((await world.admin.get('/outages/active')).items.length, 0);
});
