// Before somebody writes: a greeting, and answers that are there already.
import type { Article } from '../core/talk.ts';
import { button, h, icon, rows, type Row } from './dom.ts';
import { call } from './http.ts';
import type { Ui } from './ui.ts';
import { w } from './words.ts';

const PAUSE_MS = 200;

export function home(ui: Ui, write: () => void) {
  const { config } = ui;
  let items: Article[] | null = null;
  let opened = '';
  /** Typed before the panel was there. */
  let taken = 0;
  let asked: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const title = h('h2', {}, h('bdi', {}, config.greeting));
  const input = h('input', { type: 'search', maxLength: 200, dir: 'auto' });
  const list = h('ul', { class: 'found' });
  const main = button('main', ' ', write);
  const element = h('div', { class: 'home' }, title, input, list, main);

  const ask = async (q: string) => {
    asked?.abort();
    asked = new AbortController();
    const { body } = await call<{ items: Article[] }>(`/articles?q=${encodeURIComponent(q)}&lang=${config.locale}`, undefined, {}, asked.signal);
    if (!body) return; // given up for a newer one, or offline: what is shown stays
    items = body.items;
    draw();
  };
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(input.value.trim()), PAUSE_MS);
  };
  input.oninput = typed;
  const helped = (id: string, yes: boolean) => {
    void call(`/articles/${encodeURIComponent(id)}`, { helped: yes });
    opened = '';
    if (yes) ui.note(w.thanks);
    draw();
    if (!yes) write();
  };
  const article = (a: Article): HTMLElement => {
    const link = h('a', { href: a.url, target: '_blank', rel: 'noopener', onclick: () => { opened = a.id; draw(); } }, h('span', {}, h('bdi', {}, a.title), h('small', {}, h('bdi', {}, a.excerpt))), icon('next', 'flip'));
    return h('li', {}, link, opened === a.id && h('div', { class: 'acts' }, h('span', {}, w.helped), button('link', w.yes, () => helped(a.id, true)), button('link', w.no, () => helped(a.id, false))));
  };
  const draw = () => {
    const none: Row[] = items?.length === 0 && input.value.trim() ? [['none', '', () => h('li', { class: 'quiet' }, w.none)]] : [];
    rows(list, [...none, ...(items ?? []).slice(0, 6).map((a): Row => [a.id, `${opened === a.id} ${a.title}`, () => article(a)])]);
    list.ariaLabel = w.results;
    input.placeholder = input.ariaLabel = w.search;
    main.textContent = ui.desk.log.conversation ? w.goOn : w.writeUs;
  };
  return { element, draw, focus: () => input.focus(), take: (text: string) => {
      input.setRangeText(text, taken, taken);
      taken += text.length;
      input.setSelectionRange(input.value.length, input.value.length);
      typed();
    }, begin: () => void (items ?? ask('')) };
}
