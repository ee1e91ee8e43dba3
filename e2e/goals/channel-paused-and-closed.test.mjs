import assert from 'node:assert/strict';
import { log, open, row, send, sent, write } from '../lib/desk.mjs';
import { answerTo, goal } from '../lib/goal.mjs';
import { deliver, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';

const to = (world, address) => world.sink.mails.filter((m) => m.to.includes(address));

goal('channel-paused-and-closed-without-loss', {}, async (world) => {
  const billing = await world.admin.post('/teams', { name: 'Billing' });
  await world.admin.post('/channels', { kind: 'email', name: 'Orders', team: billing.id, addresses: ['orders@northwind.example'], address: 'orders@northwind.example' });
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  await world.conversation('Refund not received');

  const page = await world.page(world.admin, '/settings/channels');
  await page.getByRole('link', { name: /Email/ }).first().click();
  await page.getByRole('button', { name: 'Pause' }).click();
  const pause = page.getByRole('dialog', { name: 'Pause' });
  await pause.getByLabel('Reason').fill('Stocktaking');
  await pause.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused', { exact: true }).first().waitFor();

  // New mail is kept and told once; the open conversation goes on.
  await world.write({ from: 'Otto Brand <otto@kunde.example>', subject: 'Wrong size', text: 'The shoes are too small.' });
  await world.conversation('Wrong size');
  await world.sink.to('otto@kunde.example', 'the notice that the channel is paused');
  await world.write({ from: 'Otto Brand <otto@kunde.example>', subject: 'And another thing', text: 'The laces too.' });
  await world.conversation('And another thing');
  await page.goto('/inbox/all');
  await open(page, /Refund not received/);
  await write(page, 'Here is your money.');
  await send(page);
  await sent(page, 'Here is your money.');
  const answer = await world.sink.to('erika@kunde.example');
  assert.equal(to(world, 'otto@kunde.example').length, 1, 'told once');

  // Closed with a successor: the queue is the successor's, she is threaded as ever.
  await page.goto('/settings/channels');
  await page.getByRole('link', { name: /Email/ }).first().click();
  await page.getByRole('button', { name: 'Change stage' }).click();
  const stage = page.getByRole('dialog', { name: 'Change stage' });
  await stage.getByRole('radio', { name: /^Closed/ }).check();
  await stage.getByLabel('Successor').selectOption({ label: 'Orders' });
  await stage.getByLabel('Reason').fill('One address for all');
  await stage.getByRole('button', { name: 'Change stage' }).click();
  await page.locator('[aria-current="step"]').filter({ hasText: 'Closed' }).waitFor();
  await world.write({ from: 'Ida Holm <ida@kunde.example>', subject: 'Which colour', text: 'Is the red one in stock?' });
  const moved = await world.conversation('Which colour');
  assert.equal(moved.team, billing.id, 'in the queue of the successor');
  const notice = await world.sink.to('ida@kunde.example', 'the notice that the channel is closed');
  assert.match(words(notice.raw), /closed.*kept/s, 'says what becomes of it');

  await deliver(world.server.smtp, answerTo(answer, { from: 'Erika Brandt <erika@kunde.example>', text: 'Thank you, it came.' }));
  await page.goto('/inbox/all');
  await open(page, /Refund not received/);
  await log(page).getByText('Thank you, it came.').waitFor();
  await write(page, 'You are welcome.');
  await send(page);
  await until(() => to(world, 'erika@kunde.example').some((m) => /You are welcome\./.test(words(m.raw) ?? '')), 'the answer from a closed channel', 30_000);
  assert.equal((await world.admin.conversations('view=all')).concat(await world.admin.conversations('view=waiting')).length, 4, 'nothing lost, nothing doubled');
});
