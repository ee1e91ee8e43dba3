import assert from 'node:assert/strict';
import { field, log, notices, open, write } from '../lib/desk.mjs';
import { expect } from '../lib/expect.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// Who is quicker than the network is in nobody's way, and least of all in their own.
goal('quick-hands', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const page = await world.page();
  await open(page, /Erika Brandt/);
  await log(page).getByText('Where is my money?').waitFor();
  // The first act is on its way until the second one has been asked for.
  let go;
  const asked = new Promise((resolve) => (go = resolve));
  const done = [];
  await page.route('**/api/v1/conversations/*/assignee', async (route) => {
    await asked;
    await route.continue();
  });
  page.on('response', (answer) => answer.request().method() === 'PUT' && done.push(`${/\w+$/.exec(answer.url())[0]} ${answer.status()}`));

  await page.keyboard.press('i');
  await page.keyboard.press('p');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('urgent');
  await page.keyboard.press('Enter');
  await notices(page).getByText('Urgency: Urgent').waitFor();
  go();
  await until(() => done.filter((one) => /^(assignee|urgency)/.test(one)).length === 2, 'both are answered');
  assert.deepEqual(done.filter((one) => /^(assignee|urgency)/.test(one)), ['assignee 200', 'urgency 200']);
  const after = await world.conversation('Refund not received');
  assert.deepEqual([after.assignee, after.urgency], [world.admin.me.id, 'urgent']);
  assert.equal(await notices(page).getByText('meanwhile').count(), 0, 'no conflict with oneself');

  // The customer writes while the topic is on its way: sorting goes on from there, and says nothing.
  page.user.expect(/status of 409/);
  await world.admin.post('/topics', { name: 'Refunds' });
  await page.reload();
  await log(page).getByText('Where is my money?').waitFor();
  let first = true;
  await page.route('**/api/v1/conversations/*/topic', async (route) => {
    if (first) {
      first = false;
      const raw = await fetch(`${world.server.base}/api/v1/messages/${(await world.detail(after.id)).messages[0].id}/raw`, { headers: { cookie: world.admin.cookie } }).then((r) => r.text());
      const id = /^Message-ID: *(.*?)\r?$/im.exec(raw)[1];
      await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Re: Refund not received', text: 'And another thing.', headers: { 'In-Reply-To': id, References: id } });
      await world.conversation((c) => c.message_count === 2);
    }
    await route.continue();
  });
  await page.keyboard.press('t');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('refunds');
  await page.keyboard.press('Enter');
  await world.conversation((c) => c.topic !== null);
  await until(() => done.filter((one) => one.startsWith('topic')).length === 2, 'the second answer has come');
  assert.deepEqual(done.filter((one) => one.startsWith('topic')), ['topic 409', 'topic 200']);
  assert.equal(await notices(page).getByText('meanwhile').count(), 0, 'nobody is in the way');
});

// Sent and gone on to the next one, while the customer wrote: who sent it is told, and led back to the words.
goal('sent-too-late-and-gone-on', { after: 'next' }, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?', headers: { 'Message-ID': '<first@kunde.example>' } });
  await world.write({ from: 'Otto Brand <otto@kunde.example>', subject: 'Wrong size', text: 'The shoes are too small.' });
  const page = await world.page();
  page.user.expect(/status of 409/);
  await open(page, /Erika Brandt/);
  await log(page).getByText('Where is my money?').waitFor();
  const { number } = await world.conversation('Refund not received');
  await page.route('**/api/v1/conversations/*/messages', async (route) => {
    if (route.request().method() === 'POST') {
      await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Re: Refund not received', text: 'It has come.', headers: { 'In-Reply-To': '<first@kunde.example>', References: '<first@kunde.example>' } });
      await world.conversation((c) => c.number === number && c.message_count === 2);
    }
    await route.continue();
  });
  await write(page, 'We look for it.');
  await page.keyboard.press('Control+Shift+Enter');
  // The next one is there at once.
  await log(page).getByText('The shoes are too small.').waitFor();
  await notices(page).getByText(`Your answer to #${number} was not sent: the customer has written meanwhile.`).waitFor();
  assert.equal(world.sink.mails.length, 0);
  await notices(page).getByRole('button', { name: 'Look' }).click();
  await log(page).getByText('It has come.').waitFor();
  await expect(async () => (await field(page).innerText()).includes('We look for it.'), 'the words are in the composer');
  assert.equal((await world.conversation((c) => c.number === number)).status, 'open');
});
