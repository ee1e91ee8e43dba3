// The next one: what the queue gives whoever asks, over all channels. What was looked at and left alone is put aside for a while.
import { api } from '@fairlead/api';
import { report } from '../lib/errors.ts';
import { go } from '../lib/router.svelte.ts';
import { full } from '../lib/time.svelte.ts';
import { toast } from '../lib/toasts.svelte.ts';
import { pageWords, t } from '../lib/words.svelte.ts';
import { desk } from './desk.svelte.ts';
import { shell } from './shell.svelte.ts';

/** So long it is not given again to whoever passed it over, unless nothing else waits. */
const ASIDE_MS = 30 * 60_000;
const ASIDE_MOST = 50;
const aside = new Map<string, number>();
let asking = false;

export async function takeNext(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    await pageWords();
    // Whoever asks with a conversation open that still waits for them goes on without answering it now.
    const open = shell.open;
    if (open && desk.conversations.get(open)?.waiting_since) aside.set(open, Date.now());
    for (const [id, at] of aside) if (at + ASIDE_MS < Date.now() || !desk.conversations.get(id)?.waiting_since) aside.delete(id);
    const skipped = [...aside.keys()].slice(-ASIDE_MOST);
    let { given } = await api.takeNext(skipped);
    if (!given && skipped.length > 0) {
      aside.clear();
      given = (await api.takeNext(open ? [open] : [])).given;
    }
    if (!given) {
      toast(t('next-none'));
      return;
    }
    const c = given.conversation;
    go(`/inbox/mine/${c.number}`);
    const said = t(given.because === 'out_of_slack' ? 'next-hardly-time' : 'next-earliest-due', { urgency: t(`urgency-${given.urgency}`), due: full(given.due ?? given.since) });
    toast(given.own ? t('next-own', { number: `#${c.number}`, why: said }) : t('next-taken', { number: `#${c.number}`, why: said }), given.own ? {} : { actions: [{ label: t('next-give-back'), run: () => void giveBack(c.id) }] });
  } catch (error) {
    report(error);
  } finally {
    asking = false;
  }
}
async function giveBack(id: string): Promise<void> {
  try {
    await api.assign(id, null, undefined);
    aside.set(id, Date.now());
  } catch (error) {
    report(error);
  }
}
