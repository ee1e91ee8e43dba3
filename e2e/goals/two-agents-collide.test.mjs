import assert from 'node:assert/strict';
import { log, notices, open, send, write } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';

goal('two-agents-collide', {}, async (world) => {
  const team = (await world.admin.get('/bootstrap')).teams[0].id;
  const ana = await world.agent('Ana Berg', { teams: [team] });
  const ben = await world.agent('Ben Vik', { teams: [team] });
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const conversation = await world.conversation('Refund not received');
  const hers = await world.page(ana, `/inbox/all/${conversation.number}`);
  const his = await world.page(ben, `/inbox/all/${conversation.number}`);
  await log(his).getByText('Where is my money?').waitFor();

  await hers.getByRole('img', { name: 'Ben Vik also looking' }).waitFor();
  await write(his, 'I look into it.');
  await hers.getByText('Ben Vik is writing').waitFor();

  // The customer writes while he does: he is stopped, looks, and sends then.
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Re: Refund not received', text: 'Forget it, it has come.', headers: { 'In-Reply-To': (await messageId(world, conversation.id)), References: (await messageId(world, conversation.id)) } });
  await log(his).getByText('Forget it, it has come.').waitFor();
  await send(his);
  const stop = his.getByRole('alertdialog', { name: '1 new message. Send anyway?' });
  await stop.waitFor();
  assert.equal(world.sink.mails.filter((m) => m.to.includes('erika@kunde.example')).length, 0);
  await stop.getByRole('button', { name: /Look first/ }).click();
  await stop.waitFor({ state: 'detached' });
  await send(his);
  await log(hers).getByRole('article').filter({ hasText: 'I look into it.' }).waitFor();

  // His goes on to the next one (there is none); hers stays where she reads.
  await his.getByText('Nothing is waiting for you.').waitFor();
  await his.goto(`/inbox/all/${conversation.number}`);
  await log(his).getByText('I look into it.').waitFor();

  // Both change it: the second one is told who and what, and may insist.
  let hold = true;
  await his.route('**/api/v1/conversations/*/status', async (route) => {
    if (hold) {
      hold = false;
      await ana.put(`/conversations/${conversation.id}/urgency`, { urgency: 'urgent', force: true });
    }
    await route.continue();
  });
  his.user.expect(/status of 409/);
  await his.getByRole('region', { name: 'Conversation', exact: true }).getByRole('button', { name: /^Resolve/ }).click();
  await notices(his).getByText(/Ana Berg changed the urgency to Urgent meanwhile\./).waitFor();
  await notices(his).getByRole('button', { name: 'Apply anyway' }).click();
  const resolved = await world.conversation('Refund not received', 'view=resolved');
  assert.equal(resolved.urgency, 'urgent', 'her change stays');
});

async function messageId(world, id) {
  const detail = await world.detail(id);
  const raw = await fetch(`${world.server.base}/api/v1/messages/${detail.messages[0].id}/raw`, { headers: { cookie: world.admin.cookie } }).then((r) => r.text());
  return /^Message-ID: *(.*?)\r?$/im.exec(raw)[1];
}
