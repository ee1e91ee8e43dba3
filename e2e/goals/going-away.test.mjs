import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

goal('going-away', {}, async (world) => {
  const team = (await world.admin.get('/bootstrap')).teams[0].id;
  const ana = await world.agent('Ana Berg', { teams: [team] });
  const [me, her] = [(await world.admin.get('/me')).id, (await ana.get('/me')).id];
  const made = [];
  for (const subject of ['First matter', 'Second matter']) {
    await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject, text: 'Please help.' });
    const c = await world.conversation(subject);
    await world.admin.put(`/conversations/${c.id}/assignee`, { agent: her, force: true });
    made.push(c);
  }
  const page = await world.page(ana, '/inbox/mine');
  await page.getByRole('button', { name: 'Menu of Ana Berg' }).or(page.locator('.own')).first().click();
  await page.getByRole('menuitem', { name: 'Go away' }).click();
  const dialog = page.getByRole('dialog', { name: 'Go away' });
  await dialog.getByLabel('Until').selectOption({ index: 2 });
  await dialog.getByLabel('Goes to a colleague').check();
  await dialog.getByLabel('Colleague', { exact: true }).selectOption({ label: 'Mara Lund' });
  await accessible(page);
  await dialog.getByRole('button', { name: 'Go away' }).click();
  await page.getByText('2 conversations were given away.').waitFor();
  await page.getByText(/^Away until/).first().waitFor();
  for (const c of made) assert.equal((await world.detail(c.id)).conversation.assignee, me);

  // Colleagues see it where they assign.
  const his = await world.page(world.admin, '/inbox/all');
  await open(his, /First matter/);
  await his.keyboard.press('a');
  await his.getByRole('option', { name: /Ana Berg.*Away until/ }).waitFor();
  await his.keyboard.press('Escape');

  // He finishes one; she comes back and takes the other.
  await world.admin.put(`/conversations/${made[0].id}/status`, { status: 'resolved', force: true });
  await page.locator('.own').first().click();
  await page.getByRole('menuitem', { name: 'I am back' }).click();
  const back = page.getByRole('dialog', { name: 'I am back' });
  await back.getByLabel('Take back the 2 conversations that were given away').waitFor();
  await back.getByRole('button', { name: 'I am back' }).click();
  await page.getByText('One conversation is yours again.').waitFor();
  assert.equal((await world.detail(made[1].id)).conversation.assignee, her);
  assert.equal((await world.detail(made[0].id)).conversation.assignee, me);
  await until(async () => (await world.admin.get('/bootstrap')).agents.find((a) => a.id === her).away === null, 'she is back');
});
