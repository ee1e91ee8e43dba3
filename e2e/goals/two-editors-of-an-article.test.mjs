import assert from 'node:assert/strict';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// Two write the same text: nobody overwrites the other unseen, and nothing that was typed is lost.
goal('two-editors-of-an-article', {}, async (world) => {
  const center = await world.admin.post('/help-centers', { names: { en: 'Help' }, locales: ['en'], default_locale: 'en', public: true });
  const made = await world.admin.post('/articles', { center: center.id, locale: 'en', title: 'Returns' });
  const user = await world.user();
  user.expect(/status of 409/);
  const page = await user.page(`/articles/${made.id}/en`);
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.waitFor();
  await world.admin.put(`/articles/${made.id}/texts/en`, { title: 'Theirs' });
  await title.fill('Mine');
  await page.getByRole('alert').getByText('saved this text too').waitFor();
  assert.equal(await title.inputValue(), 'Mine');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await until(async () => (await world.admin.get(`/articles/${made.id}`)).texts[0].draft.title === 'Mine', 'mine stands');
});
