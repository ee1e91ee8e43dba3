import assert from 'node:assert/strict';
import { log, open, row } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// What is not ours goes to those whose it is, with words that the customer does not see.
goal('handed-to-a-team', {}, async (world) => {
  const finance = await world.admin.post('/teams', { name: 'Finance', signature: '' });
  const bo = await world.agent('Bo Dahl', { teams: [finance.id] });
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Wrong invoice', text: 'You charged me twice.' });
  const { id } = await world.conversation('Wrong invoice');
  const page = await world.page(world.admin);
  const theirs = await world.page(bo, `/inbox/${finance.id}`);
  await open(page, /Erika Brandt/);
  await log(page).getByText('You charged me twice.').waitFor();
  const before = world.sink.mails.length;

  await page.getByRole('button', { name: 'Search or jump' }).click();
  await page.keyboard.type('Move to team with a note');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /to another team/ });
  await dialog.getByLabel('Team').selectOption('Finance');
  await dialog.getByLabel('Internal note').fill('Charged on the 3rd and the 5th.');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });

  // It is in the other team's list at once, with the note.
  await row(theirs, /Erika Brandt/).click();
  await log(theirs).getByText('Charged on the 3rd and the 5th.').waitFor();
  const after = await until(async () => { const found = await world.detail(id); return found.conversation.team === finance.id && found; }, 'the other team has it');
  const note = after.messages.find((m) => m.kind === 'note');
  assert.match(note.text, /Charged on the 3rd/);
  assert.ok(!world.sink.mails.slice(before).some((mail) => mail.raw.includes('Charged on the 3rd') && mail.to.includes('erika@kunde.example')), 'the customer gets no word of it');
});
