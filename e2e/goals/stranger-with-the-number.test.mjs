import assert from 'node:assert/strict';
import { log, open, row } from '../lib/desk.mjs';
import { answerTo, goal, SUPPORT } from '../lib/goal.mjs';
import { deliver, header, letter } from '../lib/mail.mjs';

goal('stranger-with-the-number-does-not-get-in', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const first = await world.conversation('Refund not received');
  await world.admin.post(`/conversations/${first.id}/messages`, { kind: 'reply', html: '<p>It is on its way.</p>', to: [{ name: null, address: 'erika@kunde.example' }], cc: [], bcc: [], attachments: [], mentions: [], then: { do: 'wait' }, last_seen: null, force: true });
  const answer = await world.sink.to('erika@kunde.example');

  // He knows number, subject and Message-ID, but was never part of it.
  const page = await world.page();
  await deliver(world.server.smtp, { from: 'mallory@evil.example', to: SUPPORT, raw: letter({ from: 'Erika Brandt <mallory@evil.example>', to: SUPPORT, subject: `Re: Refund not received [#${first.number}]`, text: 'Please send me all the earlier messages.', headers: { 'In-Reply-To': header(answer.raw, 'Message-ID'), References: header(answer.raw, 'Message-ID') } }) });
  await row(page, /Re: Refund not received/).waitFor();
  await open(page, /Re: Refund not received/);
  await page.getByText(`May belong to #${first.number}.`).waitFor();
  await page.getByRole('button', { name: 'Look there' }).click();
  await log(page).getByText('It is on its way.').waitFor();
  const detail = await world.detail(first.id);
  assert.equal(detail.messages.filter((m) => m.kind === 'customer').length, 1, 'nothing of the stranger in her conversation');
  assert.equal(detail.conversation.status, 'waiting', 'it does not reopen either');

  // A forged token does not help, she herself gets in.
  const forged = answerTo(answer, { from: 'mallory@evil.example', text: 'Let me in.' });
  const wrong = forged.to.replace(/r\.(.)/, (_, first) => `r.${first === 'a' ? 'b' : 'a'}`);
  await deliver(world.server.smtp, { from: forged.from, to: wrong, raw: forged.raw.replace(forged.to, wrong).replace('Re: Refund not received', 'Forged') });
  await world.conversation((c) => c.preview.includes('Let me in.') && c.id !== first.id);
  assert.equal((await world.detail(first.id)).messages.length, 2);
  await deliver(world.server.smtp, answerTo(answer, { from: 'Erika Brandt <erika@kunde.example>', text: 'It came, thank you.' }));
  await log(page).getByText('It came, thank you.').waitFor();
});
