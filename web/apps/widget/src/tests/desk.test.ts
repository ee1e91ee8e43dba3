// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { Desk } from '../app/desk.ts';
import type { Config, Session } from '../core/talk.ts';
import type { Entry } from '../core/outbox.ts';

const SESSION: Session = { token: 'tok_1', expires_at: 0, cursor: '0', visitor: { name: null, email: null, proved: 'none' }, conversation: null, messages: [], outbox_ids: [] };
const entry: Entry = { id: 'aaaaaaaaaaaaaaaa', text: 'Hello', files: [], at: 0, state: 'waiting', tries: 0, due: 0 };

const soon = (check: () => void) => vi.waitFor(check, 10_000);

test('a page that is left right after a press on send has the words and whose they are', async () => {
  const asked: [string, RequestInit][] = [];
  vi.stubGlobal('WebSocket', class {
    close(): void {}
  });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push([path, init]);
    // What is posted is never answered: the page goes before.
    return path.endsWith('/session') ? Promise.resolve(new Response(JSON.stringify(SESSION))) : new Promise(() => undefined);
  });
  const tokens: (string | null)[] = [];
  const desk = new Desk({ key: 'wgt_1', locale: 'en' } as Config, { changed: () => undefined, token: (t) => tokens.push(t), arrived: () => undefined, draft: () => undefined, forgotten: () => undefined });
  const aside: [string, unknown][] = [];
  desk.keep.aside = (key, value) => void aside.push([key, value]);
  desk.known(null);
  desk.want();
  await soon(() => expect(asked.map(([path]) => path)).toEqual([expect.stringMatching(/\/session$/)]));
  expect(tokens, 'a stranger who wrote nothing is not remembered').toEqual([]);
  // Long enough that what is kept now and then was kept once: an empty outbox.
  await soon(() => expect(aside).toContainEqual(['box', []]));
  desk.send(entry);
  await soon(() => expect(tokens).toEqual(['tok_1']));
  await soon(() => expect(aside.at(-1)).toEqual(['box', [entry]]));
  await soon(() => expect(asked.at(-1)?.[0]).toMatch(/\/messages$/));
  expect(asked.at(-1)![1]).toMatchObject({ keepalive: true, headers: { 'idempotency-key': entry.id } });
}, 30_000);
