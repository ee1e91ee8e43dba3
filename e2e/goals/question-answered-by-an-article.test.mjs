// A question typed into a form in Estonian is answered by an article, with script and without, and the reader says so; another sends all the same, and the
// agent sees what was shown and answers with an article by the keyboard alone. The report says that nothing is measured yet.
import assert from 'node:assert/strict';
import { accessible, settled } from '../lib/browser.mjs';
import { log, open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

const paragraph = (text) => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

/** A help center that holds nobody out, with two articles in Estonian and a live form. */
async function shop(world) {
  const center = await world.admin.post('/help-centers', { slug: 'north', names: { en: 'Northwind', et: 'Põhjatuul' }, locales: ['et', 'en'], default_locale: 'et', public: true });
  await world.admin.patch(`/help-centers/${center.id}`, { held_out_permille: 0 });
  for (const [title, text] of [
    ['Millal tagastuse raha kätte saan?', 'Kanname raha tagasi kolme tööpäeva jooksul alates päevast, mil pakk meie lattu jõuab.'],
    ['Parooli muutmine', 'Ava profiil ja vali uus parool.'],
  ]) {
    const article = await world.admin.post('/articles', { center: center.id, locale: 'et', title, summary: '', audience: 'public', doc: paragraph(text) });
    await world.admin.put(`/articles/${article.id}/texts/et/publication`, {});
  }
  const channel = await world.admin.post('/channels', { kind: 'form', name: 'Kirjuta meile' });
  const form = (await world.admin.get('/forms')).items[0];
  form.words.et = { title: 'Kirjuta meile' };
  await world.admin.put(`/forms/${form.id}`, form);
  await world.admin.put(`/channels/${channel.id}/stage`, { stage: 'live', reason: 'tried' });
  return { center, slug: form.slug };
}

/** Nobody reads and writes within three seconds: who does is taken for a program. */
const aPersonsTime = (began) => until(() => Date.now() - began > 3_500, 'the time that a person takes');

goal('question-answered-by-an-article', { timeout: 240_000 }, async (world) => {
  const { center, slug } = await shop(world);
  const reader = await world.user(null);
  const page = await reader.page(`/help/north/et/f/${slug}`);
  const question = page.getByRole('textbox', { name: /küsimus/i });
  await question.pressSequentially('Saatsin vihmajope tagasi, aga raha ei ole veel konto', { delay: 5 });
  const panel = page.getByRole('complementary').filter({ hasText: 'Millal tagastuse raha kätte saan?' });
  await panel.waitFor();
  await panel.getByText('kolme tööpäeva jooksul').waitFor();
  await panel.getByText(/Näitame, sest kirjutasid/).waitFor();
  assert.ok((await panel.locator('mark').count()) > 0, 'the words that led there are marked');
  await settled(page);
  await accessible(page);
  const said = page.waitForResponse((r) => r.url().endsWith('/solved'));
  await panel.getByRole('button').first().click();
  assert.equal((await said).status(), 204);
  await reader.close();

  // The same without a line of script: a button looks for an answer, and everything stays in the page.
  const plain = await world.user(null, { script: false });
  const bare = await plain.page(`/help/north/et/f/${slug}`);
  await bare.getByRole('textbox', { name: /küsimus/i }).fill('Saatsin vihmajope tagasi, aga raha ei ole veel kontol');
  await bare.getByRole('button', { name: 'Vaata, kas vastus on juba kirjas' }).click();
  const drawn = bare.getByRole('complementary').filter({ hasText: 'Millal tagastuse raha kätte saan?' });
  await drawn.getByText('kolme tööpäeva jooksul').waitFor();
  assert.match(bare.url(), /#suggested$/, 'the reader stands where the answer is');
  assert.equal(await bare.getByRole('textbox', { name: /küsimus/i }).inputValue(), 'Saatsin vihmajope tagasi, aga raha ei ole veel kontol');
  await drawn.getByRole('button', { name: 'Jah, aitäh' }).click();
  await bare.getByText('Tore, et sellest oli abi').waitFor();
  await plain.close();

  const other = await world.user(null);
  const form = await other.page(`/help/north/et/f/${slug}`);
  const began = Date.now();
  await form.getByRole('textbox', { name: /küsimus/i }).fill('Millal ma oma raha tagasi saan?');
  await form.getByRole('link', { name: 'Millal tagastuse raha kätte saan?' }).waitFor();
  await form.getByLabel(/e-post/i).fill('kadri@post.example');
  await aPersonsTime(began);
  await form.getByRole('button', { name: /saada/i }).click();
  await form.getByText('#1').waitFor();
  await other.close();

  const agent = await world.page();
  await open(agent, /raha tagasi/);
  await agent.keyboard.press('s');
  const offer = agent.getByRole('region', { name: 'Suggestions' });
  await offer.getByText(/Before they sent this, they were shown: Millal tagastuse raha kätte saan\?/).waitFor();
  const first = offer.getByRole('option').first();
  await first.getByText('Millal tagastuse raha kätte saan?').waitFor();
  await first.getByText(/Because of/).waitFor();
  await accessible(agent);
  await agent.keyboard.press('Enter');
  await agent.locator('.composer').getByRole('link', { name: 'Millal tagastuse raha kätte saan?' }).waitFor();
  await agent.keyboard.press('ControlOrMeta+Enter');
  await log(agent).getByRole('link', { name: 'Millal tagastuse raha kätte saan?' }).waitFor();

  await agent.goto(`/reports/suggestions?center=${center.id}`);
  await agent.getByRole('heading', { name: 'Not measured yet' }).waitFor();
  await agent.getByText(/Still needed: \d/).waitFor();
  await agent.getByText(/Not counted: 3 whose seven days are not over/).waitFor();
  await accessible(agent);
});
