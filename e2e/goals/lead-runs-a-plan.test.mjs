import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';

const WHY = 'Three of four who write here find the form faster.';
const BACK = 'The form is not ready for the autumn.';

goal('lead-winds-a-channel-down-by-a-plan-does-a-task-and-undoes-it', {}, async (world) => {
  // Somebody uses the channel, and there is another one where they can go.
  for (const [n, name] of ['Erika Brandt', 'Otto Brand'].entries()) {
    await world.write({ from: `${name} <${name.split(' ')[0].toLowerCase()}@kunde.example>`, subject: `Question ${n + 1}`, text: 'Where is my parcel?' });
    await world.conversation(`Question ${n + 1}`);
  }
  const mail = (await world.admin.get('/channels')).items[0];
  const form = await world.admin.post('/channels', { kind: 'form', name: 'Write to us', team: mail.team });
  if (form.stage !== 'live') await world.admin.put(`/channels/${form.id}/stage`, { stage: 'live', reason: 'It is tried.' });
  const lead = await world.agent('Ines Duarte', { permissionSet: 'lead' });

  // The channel came with a plan that is over; a draft of another is made from a template.
  const page = await world.page(lead, '/settings/channels');
  await page.getByRole('link', { name: /Email/ }).first().click();
  await page.getByRole('link', { name: 'Plans' }).click();
  await page.getByRole('link', { name: /Finished/ }).waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'New plan' }).click();
  const fresh = page.getByRole('dialog', { name: 'New plan' });
  await fresh.getByRole('radio', { name: /^Wind down/ }).check();
  await fresh.getByLabel('Begin with').selectOption('wind_down');
  await fresh.getByLabel('Why', { exact: true }).fill(WHY);
  await fresh.getByLabel('Owner').selectOption({ label: 'Ines Duarte' });
  await fresh.getByLabel('Successor').selectOption({ label: 'Write to us' });
  await fresh.getByRole('button', { name: 'Create the draft' }).click();
  await page.getByRole('heading', { name: 'Wind down Email' }).waitFor();
  await page.getByRole('heading', { name: 'Rehearsal' }).waitFor();
  assert.equal((await world.admin.get(`/channels/${mail.id}`)).successor, form.id);
  await accessible(page);

  // What goes with it: an article and a macro, once there is a help center in which they can be.
  page.user.expect(/409/);
  await page.getByRole('button', { name: 'Make article and macro' }).click();
  await page.getByRole('link', { name: 'Set up a help center' }).waitFor();
  await world.admin.post('/help-centers', { names: { en: 'Help' }, locales: ['en'], default_locale: 'en', slug: 'help', public: true, links: [] });
  await page.getByRole('button', { name: 'Make article and macro' }).click();
  await page.getByRole('link', { name: 'the macro' }).waitFor();
  const article = await page.getByRole('link', { name: 'the article' }).getAttribute('href');
  assert.ok((await world.admin.get(`/articles/${article.split('/').at(-1)}`)).id);
  await accessible(page);

  // The draft is changed, saved and started; nothing changed before.
  await page.getByRole('button', { name: /^Change Brief the team/ }).click();
  await page.getByLabel('Lasts at least', { exact: true }).fill('5');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('At least 5 days, then somebody decides.').waitFor();
  await accessible(page);
  assert.equal((await world.admin.get(`/channels/${mail.id}`)).stage, 'live');
  await page.getByRole('button', { name: 'Start the plan' }).click();
  await page.getByRole('dialog', { name: 'Start the plan' }).getByRole('button', { name: 'Start it' }).click();
  const now = page.locator('[data-step-now]');
  await now.getByText('Now, day 1').waitFor();
  await now.getByText(/^Held: .*tasks are open.*5 days left/).waitFor();
  await page.locator('[data-event="started"]').getByText('Ines Duarte started the plan.').waitFor();
  await accessible(page);

  // A task is done by the keyboard, with a note; it stands in the diary of the plan.
  const task = now.getByRole('checkbox', { name: /Tell the team why/ });
  await task.focus();
  await page.keyboard.press('Space');
  const done = page.getByRole('dialog', { name: 'Done' });
  await done.getByLabel('Note').fill('On Monday, eight for, two against.');
  await done.getByRole('button', { name: 'It is done' }).click();
  await done.waitFor({ state: 'hidden' });
  assert.ok(await task.isChecked());
  await page.locator('[data-event="task_done"]').getByText(/Ines Duarte did: Tell the team why/).waitFor();

  // The list of channels says how far it is.
  await page.goto('/settings/channels');
  await page.locator('[data-plan-line]').getByText('Plan: step 1 of 6, 5 days left').waitFor();
  await page.goBack();

  // Somebody else pauses it meanwhile: whoever was later is told, and can still undo it all.
  const { id } = (await lead.get(`/plans?channel=${mail.id}&state=active`)).items[0];
  await now.waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Undo the whole plan' }).click();
  const undo = page.getByRole('dialog', { name: 'Undo the whole plan' });
  const seen = await world.admin.get(`/plans/${id}`);
  await world.admin.post(`/plans/${id}/commands`, { version: seen.plan.version, do: 'pause', why: 'From elsewhere' });
  page.user.expect(/409/);
  await undo.getByLabel('Reason').fill(BACK);
  await undo.getByRole('button', { name: 'Undo the plan' }).click();
  await undo.getByRole('alert').getByText(/Somebody else changed the plan/).waitFor();
  await page.locator('[data-event="paused"]').waitFor({ state: 'attached' });
  await undo.getByRole('button', { name: 'Undo the plan' }).click();
  await undo.waitFor({ state: 'hidden' });
  await page.locator('[data-event="undone"]').getByText(`“${BACK}”`).waitFor();
  assert.equal((await world.admin.get(`/plans/${id}`)).plan.state.is, 'undone');
  assert.equal((await world.admin.get(`/channels/${mail.id}`)).stage, 'live');
});
