import assert from 'node:assert/strict';
import { count, log, open, row, send, sent, write } from '../lib/desk.mjs';
import { answerTo, goal, SUPPORT } from '../lib/goal.mjs';
import { chinese, outlookReply } from '../lib/letters.mjs';
import { header, letter, swaks, words } from '../lib/mail.mjs';
import { missing, startDovecot, startPostfix } from '../lib/peers.mjs';
import { until } from '../lib/until.mjs';

goal('agent-answers-mail', { relay: false, skip: missing() }, async (world, context) => {
  const dovecot = await startDovecot();
  world.later(() => dovecot.stop());
  const postfix = await startPostfix(dovecot.lmtp);
  world.later(() => postfix.stop());
  await world.relay(postfix.port);

  const page = await world.page();
  await page.getByText('Nothing is waiting.').waitFor();
  const started = await page.evaluate(() => performance.timeOrigin);
  const erika = 'Erika Brandt <erika@kunde.example>';
  await swaks(world.server.smtp, { from: 'erika@kunde.example', to: SUPPORT, raw: letter({ from: erika, to: SUPPORT, subject: 'Refund not received', text: 'Nine days ago I sent the jacket back.\n\nErika' }) });
  await swaks(world.server.smtp, { from: 'wang@kehu.example', to: SUPPORT, raw: letter({ to: SUPPORT, ...chinese }) });
  await row(page, /Erika Brandt/).waitFor();
  await row(page, /王芳.*退款还没有收到/).waitFor();
  await until(async () => /2/.test(await count(page, /All open/).innerText()), 'the count of all open');

  await open(page, /王芳/);
  await log(page).getByText('九天前我退回了一件外套').waitFor();
  await page.getByText('Chinese').first().waitFor();

  await open(page, /Erika Brandt/);
  await log(page).getByText('Nine days ago I sent the jacket back.').waitFor();
  await write(page, 'We sent the money today.');
  await send(page);
  await log(page).getByText(/Goes out in \d+ s/).waitFor();
  await sent(page, 'We sent the money today.');

  const [mail] = await until(async () => {
    const mails = await dovecot.read('erika@kunde.example');
    return mails.length > 0 ? mails : null;
  }, `the answer in the customer's mailbox\n${postfix.log()}`, 30_000);
  assert.match(words(mail), /We sent the money today\./);
  assert.match(words(mail, 'text/html'), /We sent the money today\./);
  assert.match(header(mail, 'From'), /support@northwind\.example/);
  assert.match(header(mail, 'Subject'), /^Re: Refund not received/);
  assert.match(header(mail, 'Reply-To'), /support\+r\.[^@]+@northwind\.example/);
  assert.match(header(mail, 'Return-Path'), /support\+[^@]+@northwind\.example/);
  assert.ok(header(mail, 'In-Reply-To') && header(mail, 'References'));
  context.diagnostic(`in the mailbox: ${['From', 'Reply-To', 'Return-Path', 'Subject'].map((name) => `${name}: ${header(mail, name)}`).join(' | ')}`);

  // The customer answers from Outlook: the same conversation, live, the old mail folded.
  const reply = answerTo({ raw: mail }, { from: erika, ...outlookReply({ said: 'Thank you, it has arrived.', quoted: 'We sent the money today.', from: erika, to: `Northwind &lt;${SUPPORT}&gt;`, subject: 'Re: Refund not received' }) });
  await swaks(world.server.smtp, reply);
  await log(page).getByText('Thank you, it has arrived.').waitFor();
  const article = log(page).getByRole('article').filter({ hasText: 'Thank you, it has arrived.' });
  await article.getByRole('button', { name: 'Show quoted text' }).waitFor();
  assert.equal(await article.getByText('Sent:').count(), 0, 'the old mail is folded');
  await article.getByRole('button', { name: 'Show quoted text' }).click();
  await article.getByText('We sent the money today.').waitFor();

  const conversations = await world.admin.conversations();
  assert.equal(conversations.length, 2, 'no third conversation');
  const erikas = conversations.find((c) => c.subject === 'Refund not received');
  assert.equal(erikas.message_count, 3);
  assert.equal(erikas.status, 'open', 'an answer reopens');
  assert.equal(await page.evaluate(() => performance.timeOrigin), started, 'nothing was loaded anew');
});
