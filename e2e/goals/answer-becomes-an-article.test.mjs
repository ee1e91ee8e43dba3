import assert from 'node:assert/strict';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// A good answer becomes the draft of an article by one key, without what belonged to the one customer.
goal('answer-becomes-an-article', {}, async (world) => {
  await world.admin.post('/help-centers', { names: { en: 'Help' }, locales: ['en'], default_locale: 'en', public: true });
  await world.write({ from: 'Mari Maasikas <mari@firm.example>', subject: 'How do I return this?', text: 'Please tell me.' });
  const { id, number } = await world.conversation('How do I return this?');
  await world.admin.post(`/conversations/${id}/messages`, { kind: 'reply', html: '<p>Dear Mari,</p><p>Within 60 days, with the label in the box.</p><p>Best regards,<br>Ann</p>', to: [{ address: 'mari@firm.example' }] });
  const page = await world.page(world.admin, `/inbox/all/${number}`);
  await page.getByText('with the label in the box').first().waitFor();
  await page.keyboard.press('Shift+A');
  await page.getByRole('button', { name: 'Open it' }).click();
  await until(async () => (await page.getByRole('textbox', { name: 'Title' }).inputValue()) === 'How do I return this?', 'the draft is open');
  const text = page.getByRole('textbox', { name: /Text in/ });
  await text.getByText('with the label in the box').waitFor();
  assert.equal(await text.getByText('Dear Mari').count(), 0);
});
