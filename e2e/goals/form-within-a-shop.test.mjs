// A shop shows the form within its own page, where browsers give no cookies: a customer is shown the article that answers, sends all the
// same, and is thanked there. A site that was not named cannot show it.
import assert from 'node:assert/strict';
import { open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { helpCenter, publicPaths } from '../lib/help.mjs';
import { until } from '../lib/until.mjs';

/** Nobody reads and writes within three seconds: who does is taken for a program. */
const aPersonsTime = (began) => until(() => Date.now() - began > 3_500, 'the time that a person takes');

goal('form-within-a-shop', { timeout: 240_000 }, async (world) => {
  const { center } = await helpCenter(world);
  await world.admin.patch(`/help-centers/${center.id}`, { held_out_permille: 0 });
  await publicPaths(world);
  const form = (await world.admin.get('/forms')).items[0];
  await world.admin.put(`/forms/${form.id}`, { ...form, hosts: ['https://shop.example'] });
  const { snippet, csp } = (await world.admin.get('/forms')).items[0];
  assert.match(snippet, /<iframe /);

  const user = await world.user(null);
  user.expect(/frame-ancestors|refused to connect|ERR_BLOCKED_BY_RESPONSE/);
  // The desk of this goal is on the same machine, which a browser lets no site look into unasked.
  await user.context.grantPermissions(['local-network-access']);
  const site = async (address, policy) => {
    await user.context.route(`${address}/`, (route) => route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': policy }, body: `<!doctype html><html lang="en"><title>A shop</title><h1>Lamps</h1>${snippet}` }));
    return user.page(`${address}/`);
  };
  const shop = await site('https://shop.example', `default-src 'none'; ${csp}`);
  const framed = shop.frameLocator('iframe');
  const question = framed.getByLabel('Your question');
  await question.waitFor();
  const began = Date.now();
  assert.equal(await framed.getByRole('navigation').count(), 0, 'nothing of the help center is around it');
  await question.pressSequentially('When will my refund arrive at last?', { delay: 5 });
  await framed.getByRole('complementary').getByRole('link', { name: 'When will my refund arrive?' }).waitFor();
  await framed.getByLabel('Email address').fill('kadri@post.example');
  await aPersonsTime(began);
  await framed.getByRole('button', { name: 'Send question' }).click();
  await framed.getByRole('heading', { name: 'Thank you, we have your question' }).waitFor();

  const agent = await world.page();
  await open(agent, /When will my refund arrive at last/);
  await agent.keyboard.press('s');
  await agent.getByText(/Before they sent this, they were shown: When will my refund arrive\?/).waitFor();

  const stranger = await site('https://elsewhere.example', 'frame-src *');
  await stranger.locator('iframe').waitFor();
  await until(async () => (await stranger.frameLocator('iframe').getByLabel('Your question').count()) === 0 && stranger.frames().length === 2, 'the frame was looked at');
  await until(() => stranger.frames()[1].url().startsWith('chrome-error:'), 'the browser shows nothing of it');
});
