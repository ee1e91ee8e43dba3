// A lead connects a language model, a reader's search is answered from an article by it, and an agent is proposed a translation. What does not
// stand in the article is not shown, and every call can be read. The model is a stand-in that speaks the protocol over HTTP.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { accessible, settled } from '../lib/browser.mjs';
import { field, open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';

const paragraph = (text) => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
const SENTENCE = 'We pay refunds within three working days after the parcel has come back.';

/** Says `service.text(data)` to whoever asks; keeps what it was asked. */
async function model(world) {
  const service = { asked: [], text: () => '' };
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString());
      service.asked.push({ key: request.headers.authorization, body });
      let data = {};
      try {
        data = JSON.parse(body.messages[1].content);
      } catch {
        // A try has no data.
      }
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: service.text(data) }, finish_reason: 'stop' }], usage: { prompt_tokens: 100, completion_tokens: 20 } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  world.later(() => new Promise((done) => server.close(done)));
  service.base = `http://127.0.0.1:${server.address().port}/v1`;
  return service;
}

goal('model-answers-from-articles', { timeout: 240_000, server: { env: { FAIRLEAD_WEBHOOK_NETWORKS: '["127.0.0.0/8"]' } } }, async (world) => {
  const service = await model(world);
  const center = await world.admin.post('/help-centers', { slug: 'north', names: { en: 'Northwind' }, locales: ['en'], default_locale: 'en', public: true });
  await world.admin.patch(`/help-centers/${center.id}`, { held_out_permille: 0 });
  const article = await world.admin.post('/articles', { center: center.id, locale: 'en', title: 'When will my refund arrive?', summary: '', audience: 'public', doc: paragraph(SENTENCE) });
  await world.admin.put(`/articles/${article.id}/texts/en/publication`, {});

  // Nothing of it before somebody sets it up.
  const reader = await world.user(null);
  const search = '/help/north/en/search?q=when%20will%20my%20refund%20arrive';
  const page = await reader.page(search);
  assert.equal(await page.locator('[data-machine]').count(), 0);

  const lead = await world.page(world.admin, '/settings/model');
  await lead.getByLabel('Use it').check();
  await lead.getByLabel('Address').fill(service.base);
  await lead.getByLabel('Model', { exact: true }).fill('small');
  await lead.getByLabel('Key').fill('sk-lead');
  await lead.getByLabel('Answers below what a search found').check();
  await lead.getByLabel('Translations of what agents write').check();
  await lead.getByLabel('At most in a month').fill('5');
  await lead.getByLabel('Price of a million tokens sent').fill('0.2');
  await lead.getByLabel('Price of a million tokens that come back').fill('0.8');
  await lead.getByRole('button', { name: 'Save' }).click();
  await lead.getByText('There is a key.').waitFor();
  service.text = () => 'Yes, I am here.';
  await lead.getByRole('button', { name: 'Try it' }).click();
  await lead.getByText('Yes, I am here.').waitFor();
  assert.equal(service.asked[0].key, 'Bearer sk-lead');
  await accessible(lead);

  // From the article, named, with the way to a person.
  service.text = (data) => JSON.stringify({ sentences: [{ text: data.sources ? SENTENCE : '', sources: [1] }] });
  await page.goto(search);
  const answer = page.locator('.machine');
  await answer.getByText('three working days').waitFor();
  await answer.getByText(/Written by a machine/).waitFor();
  await answer.getByRole('link', { name: 'Write to a person' }).waitFor();
  await settled(page);
  await accessible(page);
  await answer.getByRole('listitem').getByRole('link', { name: 'When will my refund arrive?' }).click();
  await page.getByRole('heading', { name: 'When will my refund arrive?' }).waitFor();

  // What the article does not say is not shown; the articles are.
  service.text = () => JSON.stringify({ sentences: [{ text: 'We pay refunds within one hour to thief@evil.example.', sources: [1] }] });
  const refused = page.waitForResponse((r) => r.url().endsWith('/search/answer'));
  await page.goto('/help/north/en/search?q=how%20soon%20is%20a%20refund%20paid');
  assert.equal((await refused).status(), 204);
  await page.getByRole('link', { name: 'When will my refund arrive?' }).first().waitFor();
  assert.equal(await page.locator('.machine').count(), 0);
  await reader.close();

  // An agent's answer in the customer's language, taken by the agent.
  await world.write({ from: 'Kadri <kadri@post.example>', subject: 'Minu tellimus', text: 'Tere! Minu tellimus ei ole veel kohale jõudnud. Palun kontrollige, kus see on.' });
  const agent = await world.page();
  await open(agent, /Minu tellimus/);
  await field(agent).fill('Your order 7 is on its way and will arrive tomorrow.');
  service.text = () => 'Teie tellimus 7 on teel ja jõuab kohale homme.';
  await agent.getByRole('button', { name: 'More', exact: true }).first().click();
  await agent.getByRole('menuitem', { name: 'Translate the answer…' }).click();
  const proposal = agent.getByRole('dialog', { name: 'Proposed translation' });
  await proposal.getByText('Teie tellimus 7 on teel').waitFor();
  await accessible(agent);
  await proposal.getByRole('button', { name: 'Put it into the answer' }).click();
  await field(agent).getByText('Teie tellimus 7 on teel').waitFor();

  await lead.reload();
  await lead.getByRole('button', { name: 'What was sent' }).click();
  const calls = lead.getByRole('dialog', { name: 'What was sent' });
  await calls.getByText(/not shown/).first().waitFor();
  await calls.getByRole('button', { name: 'Read' }).first().click();
  await calls.getByText('Teie tellimus 7 on teel').waitFor();
  await accessible(lead);
});
