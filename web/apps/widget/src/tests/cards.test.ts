// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { alternative, rating } from '../app/cards.ts';
import { empty } from '../core/log.ts';
import type { Conversation } from '../core/talk.ts';
import type { Ui } from '../app/ui.ts';

const asked: [string, unknown][] = [];
let reply: { status: number; body: unknown } = { status: 200, body: null };
vi.mock('../app/http.ts', () => ({ call: (path: string, body: unknown) => (asked.push([path, body]), Promise.resolve(reply)) }));

let seen: (on: boolean) => void = () => undefined;
vi.stubGlobal('IntersectionObserver', class {
  constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
    seen = (on) => told([{ isIntersecting: on }]);
  }
  observe(): void {}
  disconnect(): void {}
});

const TEXT = 'All of us are busy for about 40 minutes. A message is answered by 16:30.';
const plain: Conversation = { number: 7, status: 'open', agent: null, read_upto: null, by_mail: false, rate: false };
const offered = { ...plain, alternative: { at: 5, text: TEXT } };
const world = (conversation: Conversation, config: object = {}, email: string | null = null) => {
  const desk = { log: { ...empty(), conversation, visitor: { name: null, email, proved: 'none' } }, stands: (c: Conversation, given: string) => Object.assign(desk.log, { conversation: c, visitor: { ...desk.log.visitor, email: desk.log.visitor.email || given || null } }) };
  return { config: { ask_email: 'optional', rating: true, ...config }, desk, open: true, note: vi.fn(), draw: vi.fn() } as unknown as Ui;
};
const shown = (ui: Ui, write = vi.fn()) => {
  const rows = alternative(ui, write);
  const [, , make] = rows()[0]!;
  document.body.replaceChildren(make());
  const button = (name: string) => [...document.querySelectorAll('button')].find((b) => b.textContent === name)!;
  return { rows, write, email: document.querySelector('input'), button };
};
beforeEach(() => {
  asked.length = 0;
  reply = { status: 200, body: { conversation: plain } };
});

test('nothing is shown to whom nothing is offered, nor by a desk that knows no such thing', () => {
  expect(alternative(world(plain), vi.fn())()).toEqual([]);
  expect(alternative(world({ ...plain, alternative: null }), vi.fn())()).toEqual([]);
});

test('a message is left with an address that can be one, and the keyboard goes where one writes', async () => {
  const ui = world(offered);
  const { rows, write, email, button } = shown(ui);
  expect(document.body.textContent).toContain(TEXT);
  email!.value = 'maya@nowhere';
  button('Leave a message').click();
  expect([asked, email!.ariaInvalid]).toEqual([[], 'true']);
  email!.value = ' maya@post.example ';
  button('Leave a message').click();
  await vi.waitFor(() => expect(write).toHaveBeenCalled());
  expect(asked).toEqual([['/alternative', { choice: 'message', email: 'maya@post.example' }]]);
  expect([rows(), ui.desk.log.visitor.email]).toEqual([[], 'maya@post.example']);
  expect(ui.note).toHaveBeenCalledWith('You can close this. The answer also goes to maya@post.example');
});

test('without an address one may leave it, unless it is required; who is known is not asked', async () => {
  const { button } = shown(world(offered, { ask_email: 'required' }));
  button('Leave a message').click();
  expect([asked, document.body.textContent]).toEqual([[], expect.stringContaining('This is needed.')]);
  for (const ui of [world(offered), world(offered, { ask_email: 'never' }), world(offered, { ask_email: 'required' }, 'maya@post.example')]) {
    const { write, button: other, email } = shown(ui);
    expect(email === null).toBe(ui.config.ask_email !== 'optional');
    other('Leave a message').click();
    await vi.waitFor(() => expect(write).toHaveBeenCalled());
    expect(asked.splice(0)).toEqual([['/alternative', { choice: 'message' }]]);
  }
});

test('who goes on waiting says so without an address, whatever stands in its field', async () => {
  const { rows, write, email, button } = shown(world(offered, { ask_email: 'required' }));
  email!.value = 'half an addr';
  button('Keep waiting').click();
  await vi.waitFor(() => expect(write).toHaveBeenCalled());
  expect([asked, rows()]).toEqual([[['/alternative', { choice: 'wait' }]], []]);
});

test('what is over goes away; what did not arrive stays, and is said', async () => {
  const ui = world(offered);
  const { rows, write, email, button } = shown(ui);
  reply = { status: 0, body: null };
  button('Keep waiting').click();
  await vi.waitFor(() => expect(ui.note).toHaveBeenCalled());
  expect([rows().length, write.mock.calls.length]).toEqual([1, 0]);
  reply = { status: 422, body: null };
  email!.value = 'maya@post.invalid';
  button('Leave a message').click();
  await vi.waitFor(() => expect(email!.ariaInvalid).toBe('true'));
  expect([rows().length, document.activeElement]).toEqual([1, email]);
  reply = { status: 409, body: null };
  button('Leave a message').click();
  await vi.waitFor(() => expect(rows()).toEqual([]));
  expect(ui.note).toHaveBeenCalledTimes(1);
});

test('that it was asked how it went is told once, when the question is on the screen of somebody who looks', async () => {
  const ui = world({ ...plain, status: 'resolved', rate: true });
  ui.open = false;
  const rows = rating(ui);
  rows()[0]![2]();
  seen(true);
  expect(asked).toEqual([]);
  ui.open = true;
  seen(false);
  rows();
  expect(asked).toEqual([]);
  reply = { status: 0, body: null };
  seen(true);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await Promise.resolve();
  reply = { status: 204, body: null };
  rows();
  rows();
  await Promise.resolve();
  rows();
  expect(asked).toEqual([['/rating/shown', {}], ['/rating/shown', {}]]);
});
