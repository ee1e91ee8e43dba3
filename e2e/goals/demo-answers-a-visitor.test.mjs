// The demo, as somebody sees it who tries the desk: a visitor's question in Estonian is answered by an article while it is typed, and by a
// button without script; another sends all the same, and the agent sees what was shown; the report says what the suggestions spare and
// how little that means yet; what was looked for in vain becomes a draft, an article, an answer.
import assert from 'node:assert/strict';
import { Client } from '../lib/api.mjs';
import { accessible } from '../lib/browser.mjs';
import { open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

const CENTER = '/help/halyard-pine';
const ARTICLE = 'Millal ma raha tagasi saan?';
const QUESTION = 'Tere! Saatsin vihmajope reedel teile tagasi, aga raha ei ole veel kontole jõudnud. Kui kaua see võtab?';

/** Nobody reads and writes within three seconds: who does is taken for a program. The demo's clock is that of the machine. */
const aPersonsTime = (began) => until(() => Date.now() - began > 3_500, 'the time that a person takes');

/** Types the question, and looks for an answer where no script does. */
async function asks(world, script) {
  const user = await world.user(null, { script, locale: 'et-EE' });
  const page = await user.page(`${CENTER}/et/f/write-to-us`);
  const question = page.getByRole('textbox', { name: 'Sinu küsimus' });
  if (script) await question.pressSequentially(QUESTION, { delay: 2 });
  else {
    await question.fill(QUESTION);
    await page.getByRole('button', { name: 'Vaata, kas vastus on juba kirjas' }).click();
  }
  const panel = page.getByRole('complementary').filter({ hasText: 'Võib-olla on see sinu vastus' });
  await panel.getByRole('link', { name: ARTICLE }).waitFor();
  await panel.getByText(/Näitame, sest kirjutasid/).waitFor();
  assert.equal(await question.inputValue(), QUESTION, 'what was typed stays');
  return { user, page, panel };
}

goal('demo-answers-a-visitor', { setUp: false, timeout: 400_000, server: { command: 'demo', flags: ['--conversations', '150', '--lively', '1'], patience: 300_000 } }, async (world) => {
  const door = await fetch(`${world.server.base}/api/v1/setup`).then((answer) => answer.json());
  const lead = new Client(world.server.base);
  await lead.signIn(door.demo.agents[0].email, door.demo.password);
  world.admin = lead;
  const [center] = (await lead.get('/help-centers')).items;
  const before = await lead.get(`/reports/suggestions?help_center=${center.id}`);
  assert.ok(before.shown.visitors > 0, 'the past of the demo is counted');
  // Whether one is held out is chance; from now on nobody is.
  await lead.patch(`/help-centers/${center.id}`, { held_out_permille: 0 });

  for (const script of [true, false]) {
    const { user, page, panel } = await asks(world, script);
    await panel.getByRole('button', { name: 'Jah, aitäh' }).click();
    await page.getByText('Tore, et sellest oli abi').waitFor();
    await user.close();
  }

  // Another goes on, without script.
  const { user, page, panel } = await asks(world, false);
  const began = Date.now();
  await panel.getByRole('button', { name: 'Ei, kirjutan edasi' }).click();
  await page.getByLabel('Mille kohta sa kirjutad?').selectOption({ label: 'Tagastus või raha tagasi' });
  await page.getByRole('button', { name: 'Näita selle küsimusi' }).click();
  await page.getByLabel('Tellimuse number').fill('HP-20417');
  await page.getByLabel('E-post, kuhu vastame').fill('kadri.tamm@post.example');
  await aPersonsTime(began);
  await page.getByRole('button', { name: 'Saada küsimus' }).click();
  await page.getByRole('heading', { name: 'Aitäh, saime su küsimuse kätte' }).waitFor();
  await user.close();

  const agent = await world.page(lead, '/inbox/all');
  await open(agent, /vihmajope/);
  await agent.keyboard.press('s');
  const offer = agent.getByRole('region', { name: 'Suggestions' });
  await offer.getByText(`Before they sent this, they were shown: ${ARTICLE}`).waitFor();

  await agent.goto(`/reports/suggestions?center=${center.id}`);
  await agent.getByRole('heading', { name: 'Not measured yet' }).waitFor();
  await agent.getByText(/Still needed: \d/).waitFor();
  const arms = agent.getByRole('table').filter({ has: agent.getByRole('row', { name: /Gave up/ }) });
  await arms.getByRole('row', { name: /Solved/ }).first().waitFor();
  await accessible(agent);

  // Readers looked for it in vain; a lead writes it, and the same search finds it.
  await agent.goto('/articles/proposals');
  await agent.getByRole('button', { name: 'Look now' }).click();
  await agent.getByRole('button', { name: /선물 포장.*Looked for in vain 5 times/ }).waitFor({ timeout: 120_000 });
  await agent.getByRole('button', { name: /kinkekaart aegus.*Looked for in vain 4 times/ }).click();
  await agent.getByRole('heading', { name: 'What was answered' }).waitFor();
  await agent.keyboard.press('d');
  const text = agent.getByRole('textbox', { name: /Text in/ });
  await text.waitFor();
  await until(async () => (await agent.getByRole('textbox', { name: 'Title' }).inputValue()) === 'kinkekaart aegus', 'the draft is open');
  await text.click();
  await agent.keyboard.type('Kinkekaart kehtib kolm aastat. Aegunud kaardi asemel anname uue, kui kirjutad meile kuue kuu jooksul.');
  await agent.getByText('Saved', { exact: true }).waitFor();
  await agent.keyboard.press('ControlOrMeta+Enter');
  await agent.getByText('Readers are shown it now.').waitFor();
  const reader = await (await world.user(null, { script: false, locale: 'et-EE' })).page(`${CENTER}/et`);
  await reader.getByRole('searchbox').fill('kinkekaart aegus');
  await reader.getByRole('button', { name: 'Otsi' }).click();
  await reader.getByRole('link', { name: 'kinkekaart aegus' }).first().click();
  await reader.getByText('Aegunud kaardi asemel anname uue').waitFor();
});
