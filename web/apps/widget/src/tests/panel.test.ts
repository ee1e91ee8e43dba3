// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { composer } from '../app/composer.ts';
import { h, rows, type Row } from '../app/dom.ts';
import { before } from '../app/cards.ts';
import { empty } from '../core/log.ts';
import type { Ui } from '../app/ui.ts';

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
});

const drafts: string[] = [];
const ui = (config: object = {}) => {
  drafts.length = 0;
  const desk = { log: empty(), box: [], fault: '', draft: (text: string) => drafts.push(text) };
  return { config: { text_max: 4_000, files: { max_bytes: 10, max_count: 1 }, topics: [], fields: [], ask_email: 'optional', ...config }, desk, note: vi.fn() } as unknown as Ui;
};
const written = (sent: string[] = []) => {
  const made = composer(ui(), (text) => sent.push(text) > 0, () => undefined);
  document.body.append(made.element);
  return { ...made, box: made.element.querySelector('textarea')! };
};
const types = (box: HTMLTextAreaElement, text: string) => {
  box.value += text;
  box.dispatchEvent(new Event('input'));
};

test('a row that goes takes the keyboard from none that stays', () => {
  const list = document.body.appendChild(h('div'));
  const input = h('input');
  const card: Row = ['card', '', () => h('div', {}, input)];
  const plain = (key: string): Row => [key, '', () => h('p')];
  rows(list, [plain('older'), plain('m1'), plain('waits'), card]);
  input.focus();
  const moved: Node[] = [];
  const insert = list.insertBefore.bind(list);
  list.insertBefore = <T extends Node>(node: T, at: Node | null) => (moved.push(node), insert(node, at));
  rows(list, [plain('m0'), plain('m1'), plain('m2'), card]);
  expect(moved).toHaveLength(2);
  expect(document.activeElement).toBe(input);
  expect([...list.children].indexOf(input.parentElement!)).toBe(3);
});

test('words typed before the panel was there stand after the draft and before what has come since', () => {
  const { box, set, take } = written();
  set('I wrote. ');
  types(box, 'lo');
  take('Hel');
  expect(box.value).toBe('I wrote. Hello');
  expect(box.selectionStart).toBe(box.value.length);
});

test('another tab takes no words from whoever types here, and a forgotten thread leaves none', () => {
  const { box, set, clear } = written();
  types(box, 'mine');
  set('');
  set('theirs');
  expect(box.value).toBe('mine');
  vi.advanceTimersByTime(5_000);
  set('theirs');
  expect(box.value).toBe('theirs');
  clear();
  expect(box.value).toBe('');
});

test('the last words are kept when the page goes at once, and what was sent is no draft', () => {
  const sent: string[] = [];
  const { box, keep, element } = written(sent);
  types(box, 'half');
  keep();
  keep();
  expect(drafts).toEqual(['half']);
  types(box, ' done');
  element.requestSubmit();
  vi.advanceTimersByTime(5_000);
  keep();
  expect(sent).toEqual(['half done']);
  expect(drafts).toEqual(['half', '']);
});

test('an address that becomes known takes its field away and no word from the others', () => {
  const shared = ui({ topics: [{ id: 'a', name: 'A' }], fields: [{ key: 'order', label: 'Order', kind: 'text', required: true }], ask_email: 'required' });
  const asked = before(shared);
  const [, signature, make] = asked.row();
  const card = document.body.appendChild(make());
  const [order, email] = card.querySelectorAll('input');
  card.querySelector('select')!.value = 'a';
  order!.value = 'NW-1';
  shared.desk.log = { ...shared.desk.log, visitor: { name: null, email: 'mari@post.example', proved: 'signed' } };
  expect(asked.row()[1]).toBe(signature);
  expect(email!.closest<HTMLElement>('.field')!.hidden).toBe(true);
  expect(asked.take()).toEqual({ topic: 'a', fields: { order: 'NW-1' } });
});
