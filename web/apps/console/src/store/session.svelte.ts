// Coming in and going out: bootstrap, sign-in, and what must start or end with it.
import { api, ApiError, onSignedOut, setCsrf, type AgentSettings, type Bootstrap } from '@fairlead/api';
import { activity } from '../feed/activity.ts';
import { startFeed, stopFeed } from '../feed/feed.svelte.ts';
import { applyLook } from '../lib/look.svelte.ts';
import { report } from '../lib/errors.ts';
import { go } from '../lib/router.svelte.ts';
import { setServerTime } from '../lib/time.svelte.ts';
import { useLocale } from '../lib/words.svelte.ts';
import { desk } from './desk.svelte.ts';
import { lists } from './lists.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { shell } from './shell.svelte.ts';

class Session {
  state = $state<'starting' | 'out' | 'in' | 'setup' | 'unreachable'>('starting');
  error = $state<unknown>(null);
}
export const session = new Session();
let feeding = false;

export async function start(): Promise<void> {
  session.state = 'starting';
  try {
    const boot = await api.bootstrap();
    await enter(boot);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      const setup = await api.setupState().catch(() => ({ needed: false }));
      session.state = setup.needed ? 'setup' : 'out';
      return;
    }
    session.error = error;
    session.state = 'unreachable';
  }
}
/** Whoever let work ring was not there, for whatever reason. */
function away(): 'away' | 'break' | 'meeting' | 'training' | null {
  const reason = desk.me?.away?.reason ?? null;
  return reason === 'unanswered' ? 'away' : reason;
}

export async function enter(boot: Bootstrap, stay = false): Promise<void> {
  setCsrf(boot.csrf);
  setServerTime(boot.now, boot.demo?.speed);
  desk.fill(boot);
  await look(boot.me.settings);
  if (!feeding && !boot.me.must_enrol) {
    feeding = true;
    void notifications.start();
    activity.start(away);
    startFeed(boot.position, { shown: () => shell.open, signedOut: leave });
  }
  if (!stay) session.state = 'in';
}
/** The agent's own language setting decides, else the browser; the account's locale is for mails to the agent. */
async function look(settings: AgentSettings): Promise<void> {
  const wanted = settings.locale ?? null;
  await useLocale(wanted).catch(() => undefined);
  applyLook({ theme: settings.theme ?? 'system', density: settings.density ?? 'comfortable', dir: settings.dir ?? null, locale: wanted });
}
// Who follows the browser follows it at once.
addEventListener('languagechange', () => {
  if (desk.me) void look(desk.settings);
});
/** Changes settings at once and keeps them on the server. */
export async function changeSettings(change: Partial<AgentSettings>): Promise<void> {
  const me = desk.me;
  if (!me) return;
  const settings = { ...me.settings, ...change };
  desk.me = { ...me, settings };
  await look(settings);
  try {
    await api.changeMe({ settings: change });
  } catch (error) {
    desk.me = { ...desk.me, settings: me.settings };
    await look(me.settings);
    report(error);
  }
}
export async function signOut(): Promise<void> {
  await api.signOut().catch(() => undefined);
  leave();
  go('/sign-in', true);
}
/** Everything of the agent leaves this tab. */
export function leave(): void {
  if (session.state === 'out') return;
  stopFeed();
  activity.stop();
  feeding = false;
  setCsrf('');
  desk.clear();
  notifications.clear();
  lists.clear();
  document.title = 'Fairlead';
  session.state = 'out';
}
onSignedOut(() => {
  if (session.state === 'in') leave();
});
