// A help center for readers: `north` in English, Estonian and Arabic, with a subject and two articles.

const text = (words) => ({ type: 'text', text: words });
export const paragraph = (words) => ({ type: 'paragraph', content: [text(words)] });
export const heading = (words) => ({ type: 'heading', attrs: { level: 2 }, content: [text(words)] });
const item = (words) => ({ type: 'listItem', content: [paragraph(words)] });
const cell = (type, words) => ({ type, content: [paragraph(words)] });
const row = (type, ...words) => ({ type: 'tableRow', content: words.map((w) => cell(type, w)) });
export const doc = (...content) => ({ type: 'doc', content });

const refund = doc(
  paragraph('We pay refunds within three working days after the parcel has come back. Your bank may need one to two days more.'),
  heading('How long it takes'),
  { type: 'steps', content: [item('You hand the parcel in'), item('It arrives at our store'), item('We pay'), item('Your bank books it')] },
  heading('By what you paid with'),
  { type: 'table', content: [row('tableHeader', 'Paid with', 'Comes back to', 'How long'), row('tableCell', 'Bank card', 'The same card', '1–2 working days'), row('tableCell', 'Gift card', 'A new gift card by mail', 'A few minutes')] },
  { type: 'callout', attrs: { tone: 'info' }, content: [paragraph('An order that was paid in two ways comes back in two ways.')] },
  heading('When the time is over'),
  paragraph('Write to us with the number of your return.'),
);

/** Sets it up through the API. `counts()`: what readers said of the article about refunds. */
export async function helpCenter(world, { accent = '#0b617b' } = {}) {
  const { admin } = world;
  const center = await admin.post('/help-centers', { slug: 'north', names: { en: 'Northwind', et: 'Põhjatuul', ar: 'نورث ويند' }, locales: ['en', 'et', 'ar'], default_locale: 'en', links: [{ url: 'https://shop.northwind.example/', names: { en: 'Shop', et: 'Pood' } }], accent, public: true });
  const returns = await admin.post(`/help-centers/${center.id}/collections`, { words: { en: { name: 'Returns and refunds', slug: 'returns', description: 'Sending things back, and the money' }, et: { name: 'Tagastused', slug: 'tagastused', description: '' } } });
  const publish = (id, locale) => admin.put(`/articles/${id}/texts/${locale}/publication`, {});
  const article = async (title, summary, content) => {
    const made = await admin.post('/articles', { center: center.id, collection: returns.id, locale: 'en', title, summary, doc: content });
    await publish(made.id, 'en');
    return made.id;
  };
  const id = await article('When will my refund arrive?', 'Within three working days after the parcel has come back.', refund);
  await article('Print a return label again', 'Sign in and open the order.', doc(paragraph('Sign in, open the order and print the label.')));
  await admin.post(`/articles/${id}/texts/et`);
  await admin.put(`/articles/${id}/texts/et`, { title: 'Millal tagastuse raha kätte saan?', slug: 'millal-raha-saan', summary: 'Kolme tööpäeva jooksul.', doc: doc(paragraph('Kanname raha tagasi kolme tööpäeva jooksul.')) });
  await publish(id, 'et');
  const counts = async () => {
    const { items } = await admin.get(`/articles?center=${center.id}`);
    const found = items.find((a) => a.id === id);
    return { yes: found.helped_yes, no: found.helped_no };
  };
  return { center, returns, id, counts };
}

/** One page of each kind that a reader sees of that help center, by what it is; makes the form that is one of them. */
export async function publicPaths({ admin }) {
  const channel = await admin.post('/channels', { kind: 'form', name: 'Write to us' });
  await admin.put(`/channels/${channel.id}/stage`, { stage: 'live', reason: 'tried' });
  return {
    home: '/help/north/en',
    collection: '/help/north/en/c/returns',
    article: '/help/north/en/a/when-will-my-refund-arrive',
    search: '/help/north/en/search?q=refund',
    contact: '/help/north/en/contact',
    form: '/help/north/en/f/write-to-us',
  };
}
