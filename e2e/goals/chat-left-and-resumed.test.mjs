// A chat begun on a phone and left: the answer comes by mail as well, the customer answers that mail, comes back at another device, shows
// by a code who they are, and goes on in the same conversation. While the mail is held back (two minutes), another customer is known to
// the shop's own server.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { carrying } from '../lib/chat.mjs';
import { log, open, row, send, write } from '../lib/desk.mjs';
import { answerTo, goal } from '../lib/goal.mjs';
import { deliver, header, words } from '../lib/mail.mjs';
import { PHONE } from '../lib/phone.mjs';
import { shop, TAG } from '../widget/host.mjs';
import { bubble, frameOf, launched, opened, say, typed } from '../widget/hand.mjs';

const MAYA = 'maya@lindqvist.example';

/** As the shop's server signs who is signed in (RFC 7515, HS256). */
function signed(claims, secret) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const said = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${said}.${createHmac('sha256', secret).update(said).digest('base64url')}`;
}

goal('chat-left-and-resumed', { timeout: 420_000 }, async (world) => {
  const token = { good: '', forged: '' };
  const who = '<script src="/who.js"></script>';
  const forged = '<script src="/forged.js"></script>';
  const script = (jwt) => ({ type: 'text/javascript', html: `window.Desk = function () { (Desk.q = Desk.q || []).push(arguments) }; Desk("identify", "${jwt}");` });
  const pages = (path) => ({ '/who.js': script(token.good), '/forged.js': script(token.forged), '/account': shop('', { head: who + TAG }), '/forged': shop('', { head: forged + TAG }) })[path] ?? shop();
  const host = await carrying(world, { pages });
  const page = await world.page();

  // On the phone: what one may expect is said, and an address left behind.
  const phone = await (await world.user(null, PHONE)).page(host.base);
  const small = await opened(phone);
  const promise = small.locator('.strip').first();
  await promise.waitFor();
  assert.match(await promise.innerText(), /We aim to answer (by|within)|[Uu]sually/, 'when an answer comes is said');
  await typed(small.getByLabel('Email address'), MAYA);
  await say(small, 'One pole came without its tip.');
  await bubble(small, 'One pole').getByText('Delivered').waitFor();
  await small.getByText(`You can close this. The answer also goes to ${MAYA}`).waitFor();
  await small.getByRole('button', { name: 'Close the chat' }).click();
  await launched(phone, (l) => l.expanded === 'false', 'put away');

  await open(page, /One pole came without/);
  await write(page, 'We send you another tip today.');
  await send(page);
  await launched(phone, (l) => l.badge === '1', 'the unread mark');

  await knownToTheShop(world, host, page, token);

  // Nobody has looked: the answer leaves by mail, and the panel says so.
  const mail = await world.sink.to(MAYA, 'the answer by mail', 180_000);
  assert.match(words(mail.raw), /We send you another tip today\./);
  assert.match(header(mail.raw, 'From'), /support@northwind\.example/);
  const seen = await opened(phone);
  await seen.getByText(`An answer has also gone to ${MAYA} by email.`).waitFor();
  await phone.context().close();

  await deliver(world.server.smtp, answerTo(mail, { from: `Maya Lindqvist <${MAYA}>`, text: 'It has not come yet.' }));
  await open(page, /One pole came without/);
  await log(page).getByText('It has not come yet.').waitFor();

  // Days later, at another device: a stranger, until the code is there.
  const laptop = await (await world.user(null)).page(host.base);
  const frame = await opened(laptop);
  assert.equal(await frame.getByText('One pole came without').count(), 0, 'a stranger sees nothing');
  await frame.getByRole('button', { name: 'More' }).click();
  await frame.getByRole('button', { name: /go on from any device/ }).click();
  await typed(frame.getByLabel('Email address').last(), MAYA);
  const before = world.sink.mails.length;
  await frame.getByRole('button', { name: 'Send the code' }).click();
  const code = await world.sink.next((m) => world.sink.mails.indexOf(m) >= before && m.to.includes(MAYA) && /^\d{6}/.test(header(m.raw, 'Subject')), 'the code');
  await typed(frame.getByLabel('Six digits'), /\d{6}/.exec(header(code.raw, 'Subject'))[0]);
  await frame.getByRole('button', { name: 'Confirm' }).click();
  for (const text of ['One pole came without its tip.', 'We send you another tip today.', 'It has not come yet.']) await bubble(frame, text).waitFor();
  await say(frame, 'Now it is here, thank you!');
  await log(page).getByText('Now it is here, thank you!').waitFor();
  await write(page, 'Good to hear.');
  await send(page);
  await bubble(frame, 'Good to hear.').waitFor();
  assert.deepEqual((await subjects(world)).sort(), ['One pole came without its tip.', 'Where is my tent?'], 'one conversation each');
});

/** Of all conversations, whatever has become of them. */
async function subjects({ admin }) {
  const views = await Promise.all(['all', 'waiting', 'resolved', 'spam'].map((view) => admin.conversations(`view=${view}`)));
  return [...new Map(views.flat().map((c) => [c.id, c.subject])).values()];
}

/** Signed in at the shop, a customer has one thread on every device; a word that the shop did not give shows nothing. */
async function knownToTheShop(world, host, page, token) {
  const { secret } = await world.admin.post(`/widgets/${host.widget.id}/secret`);
  const claims = { sub: '17', email: 'jaan@tamm.example', name: 'Jaan Tamm', aud: host.key, exp: Math.floor(Date.now() / 1000) + 3_600 };
  Object.assign(token, { good: signed(claims, secret), forged: signed(claims, 'guessed') });
  const one = await (await world.user(null)).page(`${host.base}/account`);
  await say(await opened(one), 'Where is my tent?');
  await row(page, /Jaan Tamm/).waitFor();
  const two = await (await world.user(null)).page(`${host.base}/account`);
  const frame = await opened(two);
  await bubble(frame, 'Where is my tent?').waitFor();
  await say(frame, 'I mean the green one.');
  await bubble(await frameOf(one), 'I mean the green one.').waitFor();

  const stranger = await world.user(null);
  stranger.expect(/status of 401/);
  const three = await opened(await stranger.page(`${host.base}/forged`));
  await three.getByText(/could not show who you are/).waitFor();
  assert.equal(await three.locator('textarea').isDisabled(), true);
  assert.equal(await three.getByText('Where is my tent?').count(), 0);
  for (const user of [one, two]) await user.context().close();
  await stranger.close();
}
