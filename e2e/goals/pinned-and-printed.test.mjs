import assert from 'node:assert/strict';
import { log, open, row } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';

// What is known, agreed and open stands above the thread for every colleague, at once, and on paper if one wants.
goal('pinned-and-printed', {}, async (world) => {
  const bo = await world.agent('Bo Dahl', { teams: (await world.admin.get('/teams')).items.map((team) => team.id) });
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'My lamp', text: 'It is dark.' });
  const { number } = await world.conversation('My lamp');
  const mara = await world.page(world.admin);
  await open(mara, /Erika Brandt/);
  const other = await world.page(bo, `/inbox/all/${number}`);
  await log(other).getByText('It is dark.').waitFor();

  // By keyboard: the command bar, the three parts.
  await mara.getByRole('button', { name: 'Search or jump' }).click();
  await mara.keyboard.type('Pin a summary');
  await mara.keyboard.press('Enter');
  const dialog = mara.getByRole('dialog', { name: 'Pinned summary' });
  await dialog.getByLabel('What we know').fill('The bulb is new, the switch is not.');
  await dialog.getByLabel('Agreed').fill('We send a switch <b>today</b>.');
  await dialog.getByLabel('Open', { exact: true }).fill('Which colour?');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });

  // The colleague has it without asking, as it was written.
  const seen = other.getByRole('region', { name: 'Pinned summary' });
  await seen.getByText('The bulb is new, the switch is not.').waitFor();
  await seen.getByText('We send a switch <b>today</b>.').waitFor();
  await seen.getByText('Which colour?').waitFor();

  // Two write at once: the second is told, and nothing of either is lost.
  await seen.getByRole('button', { name: 'Change' }).click();
  const late = other.getByRole('dialog', { name: 'Pinned summary' });
  await late.getByLabel('Open', { exact: true }).fill('Which length of cable?');
  await mara.getByRole('region', { name: 'Pinned summary' }).getByRole('button', { name: 'Change' }).click();
  await dialog.getByLabel('Open', { exact: true }).fill('Black or white?');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  other.user.expect(/status of 409/);
  await late.getByRole('button', { name: 'Save' }).click();
  await late.getByText('Mara Lund has changed it meanwhile', { exact: false }).waitFor();
  await late.getByText('Black or white?').waitFor();
  assert.equal(await late.getByLabel('Open', { exact: true }).inputValue(), 'Which length of cable?');
  await late.getByRole('button', { name: 'Save mine' }).click();
  await mara.getByText('Which length of cable?').waitFor();

  // On paper: the messages, and the summary where one asks for it.
  await mara.getByRole('button', { name: 'Search or jump' }).click();
  await mara.keyboard.type('Print');
  await mara.keyboard.press('Enter');
  await mara.waitForURL(`**/print/${number}`);
  await mara.getByText('It is dark.').waitFor();
  assert.equal(await mara.getByText('We send a switch <b>today</b>.').count(), 0, 'what is for colleagues is asked for');
  await mara.getByLabel('With notes and summary').check();
  await mara.getByText('We send a switch <b>today</b>.').waitFor();
  await mara.getByText('Which length of cable?').waitFor();
  await mara.emulateMedia({ media: 'print' });
  assert.equal(await mara.getByRole('button', { name: 'Print', exact: true }).isVisible(), false, 'tools are not printed');
  await other.goto('/inbox/all');
  await row(other, /Erika Brandt/).waitFor();
});
