// A customer on a shop's page asks in the widget, an agent answers from the ordinary inbox, both see it at once.
import assert from 'node:assert/strict';
import { carrying } from '../lib/chat.mjs';
import { log, open, send, write } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { bubble, frameOf, launched, opened, say } from '../widget/hand.mjs';

goal('agent-answers-a-chat', {}, async (world) => {
  const host = await carrying(world);
  const page = await world.page();
  const visitor = await world.user(null);
  const site = await visitor.page(host.base);
  const frame = await opened(site);
  await frame.getByText('We are here').waitFor();
  await say(frame, 'One pole came without its tip.');
  await bubble(frame, 'One pole came').getByText('Delivered').waitFor();

  await open(page, /One pole came without/);
  await log(page).getByText('One pole came without its tip.').waitFor();
  await bubble(frame, 'One pole came').getByText('Read').waitFor();
  await write(page, 'We send you another tip today.');
  await send(page);
  await bubble(frame, 'We send you another tip today.').waitFor();

  // Answered within the console's own time: nothing was lost, nothing doubled.
  await say(frame, 'Thank you! And the bag?');
  await log(page).getByText('Thank you! And the bag?').waitFor();
  assert.equal(await log(page).getByText('One pole came without its tip.').count(), 1);

  // They load the page anew: the panel is there again, in the same talk.
  await site.reload();
  await launched(site, (l) => l.expanded === 'true', 'open as it was');
  const again = await frameOf(site);
  await bubble(again, 'We send you another tip today.').waitFor();
  const list = await world.admin.conversations('view=all');
  assert.equal(list.filter((c) => c.subject.includes('One pole')).length, 1, 'one conversation');
});
