import { log } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { chinese } from '../lib/letters.mjs';

goal('search-finds-it', {}, async (world) => {
  await world.write({ from: 'Kadri Tamm <kadri@klient.example>', subject: 'Tagasimakse', text: 'Üheksa päeva tagasi saatsin jope tagasi, aga tagasimakse pole kohale jõudnud.\n\nKadri' });
  await world.write(chinese);
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Wrong size', text: 'The shoes are too small.' });
  await world.conversation('Wrong size');
  await world.conversation('退款还没有收到');
  const page = await world.page();
  await page.keyboard.press('/');
  const box = page.getByRole('searchbox', { name: 'Search messages' }).or(page.getByRole('textbox', { name: 'Search messages' })).or(page.getByLabel('Search messages')).first();
  for (const [words, who, said] of [['jõud', 'Kadri Tamm', 'jõudnud'], ['外套', '王芳', '外套'], ['kadri@klient.example', 'Kadri Tamm', 'tagasimakse'], ['shoes', 'Erika Brandt', 'shoes']]) {
    await box.fill(words);
    const hit = page.getByRole('main').getByRole('link').filter({ hasText: who });
    await hit.waitFor();
    await hit.getByText(said).first().waitFor();
  }
  await box.fill('a word that nobody wrote');
  await page.getByText('Nothing found for “a word that nobody wrote”.').waitFor();
  await box.fill('退款');
  await page.getByRole('main').getByRole('link').filter({ hasText: '王芳' }).click();
  await log(page).getByText('九天前我退回了一件外套').waitFor();
});
