// Sending and taking back, apart from the view that asks for it.
import { api, ApiError, type Draft, type Outgoing, type Then } from '@fairlead/api';
import { explain, report } from '../lib/errors.ts';
import { go } from '../lib/router.svelte.ts';
import { exactNow } from '../lib/time.svelte.ts';
import { dismiss, toast, undoable } from '../lib/toasts.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { htmlToText } from '../lib/html.ts';
import { take } from '../store/actions.ts';
import { composeFor, type Compose } from '../store/compose.svelte.ts';
import { desk } from '../store/desk.svelte.ts';
import { reflow } from '../store/lists.svelte.ts';
import { open, removeMessage } from '../store/open.ts';
import { send, type Sent } from '../store/outbox.svelte.ts';
import { shell } from '../store/shell.svelte.ts';

/** Agents named with "@Name" in the text. */
export function mentionsIn(html: string): string[] {
  const text = htmlToText(html);
  return desk.activeAgents.filter((agent) => text.includes(`@${agent.name}`)).map((agent) => agent.id);
}
const dropUndo = new Map<string, number>();

export async function sendComposed(compose: Compose, then: Then, force: boolean): Promise<Sent> {
  const id = compose.id;
  const before = desk.conversations.get(id);
  const draft: Draft = {
    kind: compose.kind, html: compose.html, to: $copy(compose.to), cc: $copy(compose.cc), bcc: $copy(compose.bcc), subject: compose.subject, attachments: $copy(compose.attachments), updated_at: exactNow(),
  };
  const input: Outgoing = {
    kind: draft.kind, html: draft.html, to: draft.to, cc: draft.cc, bcc: draft.bcc, attachments: draft.attachments.map((a) => a.id),
    mentions: draft.kind === 'note' ? mentionsIn(draft.html) : [], then: draft.kind === 'note' ? { do: then.do === 'wait' ? 'keep' : then.do, ...(then.until ? { until: then.until } : {}) } : then,
    last_seen: compose.lastSeen, force, ...(draft.kind === 'forward' ? { subject: draft.subject } : {}),
  };
  compose.clear();
  shell.acted = id;
  // The status follows at once; the server's answer has the last word.
  if (before && input.then.do !== 'keep') {
    const status = input.then.do === 'resolve' ? 'resolved' : input.then.do === 'snooze' ? 'snoozed' : 'waiting';
    const shown = desk.patch(id, { status, waiting_since: null, snoozed_until: input.then.until ?? null, last_kind: 'agent' });
    desk.pending.add(id);
    if (shown && status !== 'waiting') reflow(shown);
  }
  const sent = await send(id, input);
  desk.pending.delete(id);
  if (sent.kind === 'sent') {
    if (draft.kind !== 'note') {
      const undoId = undoable(t(`sent-${input.then.do}`, { number: before?.number ?? 0 }), t('undo'), () => void undoSend(id, sent.message.id));
      dropUndo.set(sent.message.id, undoId);
    }
    const fresh = desk.conversations.get(id);
    if (fresh) reflow(fresh);
  } else if (sent.kind === 'waiting') {
    toast(t('sent-waiting'));
  } else {
    const there = desk.conversations.get(id);
    // What has come from the server meanwhile is newer than what we put back.
    const back = there && before && there.version > before.version ? there : before;
    if (back) {
      desk.conversations.set(id, back);
      reflow(back);
    }
    compose.restore(draft);
    if (sent.kind === 'failed') report(sent.error, t('not-sent'));
  }
  return sent;
}
function $copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Takes a message back while it is held: its text returns to the composer. */
export async function undoSend(conversation: string, message: string): Promise<void> {
  try {
    const answer = await api.undoSend(message);
    const toastId = dropUndo.get(message);
    if (toastId !== undefined) dismiss(toastId);
    removeMessage(conversation, message);
    take(answer.conversation);
    if (answer.draft) composeFor(conversation).restore(answer.draft);
    if (shell.open !== conversation) {
      await open(conversation, true).catch(() => undefined);
      go(shell.path(conversation));
    }
    toast(t('send-undone'), { life: 3000 });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'already_sent') toast(t('error-already-sent'), { tone: 'bad' });
    else toast(explain(error).text, { tone: 'bad' });
  }
}
