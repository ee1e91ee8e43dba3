// @ts-check
// An answer of the language model below the articles that were found. It comes when the page is there; without it nothing is
// missing.

/** @typedef {{ heading: string, made: string, words_language: string, language: string,
 *   sentences: { text: string, sources: number[] }[], sources: { title: string, url: string }[],
 *   person: { text: string, url: string } }} Answer */

/** Waits until nothing was typed for so long, ms. */
const STILL = 1500;

/**
 * @param {string} tag
 * @param {string} text
 * @param {Record<string, string>} [attributes]
 */
function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** @param {Answer} answer */
function drawn(answer) {
  const section = element('section', '', { class: 'machine' });
  const said = element('p', '', { lang: answer.language, dir: 'auto' });
  for (const sentence of answer.sentences) {
    said.append(`${sentence.text} `);
    for (const number of sentence.sources) {
      const source = answer.sources[number - 1];
      if (source) said.append(element('a', `[${number}]`, { href: source.url, title: source.title }), ' ');
    }
  }
  const list = element('ol', '', { lang: answer.language });
  for (const source of answer.sources) {
    const item = element('li', '', { dir: 'auto' });
    item.append(element('a', source.title, { href: source.url }));
    list.append(item);
  }
  const words = { lang: answer.words_language };
  section.append(
    element('h2', answer.heading, words),
    element('p', answer.made, { ...words, class: 'muted' }),
    said,
    list,
    element('a', answer.person.text, { ...words, class: 'button', href: answer.person.url }),
  );
  return section;
}

/** @param {HTMLElement} box */
function watch(box) {
  const address = box.dataset.machine ?? '';
  /** @type {AbortController | undefined} */
  let asked;
  /** @param {string} q @param {string} topic */
  const ask = async (q, topic) => {
    asked?.abort();
    asked = new AbortController();
    try {
      const body = new URLSearchParams({ q, topic, t: box.dataset.t ?? '' });
      const answer = await fetch(address, { method: 'POST', body, signal: asked.signal });
      if (answer.status === 200) box.replaceChildren(drawn(await answer.json()));
      else box.replaceChildren();
    } catch {
      // Given up for a newer one, or offline: the articles are there.
    }
  };
  if (box.dataset.q) {
    ask(box.dataset.q, '');
    return;
  }
  const field = document.querySelector('form textarea');
  if (!(field instanceof HTMLTextAreaElement)) return;
  /** @type {number | undefined} */
  let timer;
  let before = '';
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const text = field.value.trim();
      if (text === before || [...text].length < 12) return;
      before = text;
      const topic = document.querySelector('[data-topic]');
      ask(text, topic instanceof HTMLSelectElement ? topic.value : '');
    }, STILL);
  });
}

for (const box of document.querySelectorAll('[data-machine]')) {
  if (box instanceof HTMLElement) watch(box);
}
