// Every command once: name, group, key, when it can run. The keyboard, the command bar, the menus and the key help read this list.
import { desk } from '../store/desk.svelte.ts';
import { shell } from '../store/shell.svelte.ts';
import * as act from '../store/actions.ts';
import { changeSettings, signOut } from '../store/session.svelte.ts';
import { go } from './router.svelte.ts';
import { undoLast } from './toasts.svelte.ts';
import { pageWords } from './words.svelte.ts';

export type Group = 'conversation' | 'list' | 'compose' | 'go' | 'desk';
export interface Command {
  id: string;
  group: Group;
  /** As pressed: "e", "g i", "Mod+k", "Shift+j". Letter keys can be changed by the agent. */
  keys: string[];
  when?: () => boolean;
  run: () => void;
  /** Not in the command bar (moving the cursor). */
  quiet?: boolean;
  /** Over a dialog as well: somebody waits on the line. */
  over?: boolean;
}
export type ComposerWish = 'reply' | 'note' | 'forward' | 'send' | 'resolve' | 'macro' | 'suggest';
export function wishComposer(what: ComposerWish): void {
  dispatchEvent(new CustomEvent('fairlead-compose', { detail: what }));
}
const some = (): boolean => shell.targets.length > 0 && desk.may('conversation_write');
const inboxes = (view: string) => () => {
  shell.selected = [];
  go(`/inbox/${view}`);
};
const opened = (): boolean => shell.open !== null;
const answers = (): boolean => shell.open !== null && desk.mayAnswer(shell.open);

const work = (act: 'accept' | 'decline' | 'giveBack' | 'ready') => () => void Promise.all([import('../queue/work.svelte.ts'), pageWords()]).then(([{ work }]) => work[act]());
const beside = (): boolean => shell.beside.length > 0;

export const commands: Command[] = [
  // While something rings, its keys come before what they are otherwise.
  { id: 'accept-offer', group: 'desk', keys: ['y', 'Mod+Shift+y'], when: () => shell.offer, over: true, run: work('accept') },
  { id: 'decline-offer', group: 'desk', keys: ['Shift+y'], when: () => shell.offer, over: true, run: work('decline') },
  { id: 'next-chat', group: 'list', keys: ['F6'], quiet: true, when: beside, run: () => shell.step(1) },
  { id: 'previous-chat', group: 'list', keys: ['Shift+F6'], quiet: true, when: beside, run: () => shell.step(-1) },
  { id: 'resolve', group: 'conversation', keys: ['e'], when: some, run: () => act.toggleResolved(shell.targets) },
  { id: 'assign', group: 'conversation', keys: ['a'], when: some, run: () => shell.show({ kind: 'assign' }) },
  { id: 'assign-me', group: 'conversation', keys: ['i'], when: some, run: () => act.assign(shell.targets, desk.me?.id ?? null) },
  { id: 'move', group: 'conversation', keys: ['m'], when: some, run: () => shell.show({ kind: 'team' }) },
  { id: 'snooze', group: 'conversation', keys: ['h'], when: some, run: () => shell.show({ kind: 'snooze' }) },
  { id: 'tags', group: 'conversation', keys: ['l'], when: some, run: () => shell.show({ kind: 'tags' }) },
  { id: 'urgency', group: 'conversation', keys: ['p'], when: some, run: () => shell.show({ kind: 'urgency' }) },
  { id: 'topic', group: 'conversation', keys: ['t'], when: () => some() && desk.topics.size > 0, run: () => shell.show({ kind: 'topic' }) },
  { id: 'confirm', group: 'conversation', keys: ['y'], when: () => some() && shell.targets.some((id) => act.guessed(desk.conversations.get(id))), run: () => act.confirmGuess(shell.targets) },
  { id: 'follow', group: 'conversation', keys: [], when: opened, run: () => shell.open && void act.toggleFollow(shell.open) },
  { id: 'unread', group: 'conversation', keys: ['Shift+u'], when: some, run: () => shell.targets.forEach((id) => act.setRead(id, false)) },
  { id: 'merge', group: 'conversation', keys: ['Shift+m'], when: some, run: () => shell.show({ kind: 'merge' }) },
  { id: 'hand-over', group: 'conversation', keys: [], when: () => opened() && desk.may('conversation_assign'), run: () => shell.show({ kind: 'hand-over' }) },
  { id: 'pin', group: 'conversation', keys: [], when: () => opened() && desk.may('conversation_write'), run: () => shell.show({ kind: 'pin' }) },
  { id: 'summarize', group: 'conversation', keys: [], when: () => opened() && Boolean(desk.model?.summaries), run: () => shell.show({ kind: 'summary' }) },
  { id: 'print', group: 'conversation', keys: [], when: opened, run: () => shell.open && go(`/print/${desk.conversations.get(shell.open)?.number ?? shell.open}`) },
  { id: 'article', group: 'conversation', keys: ['Shift+a'], when: () => opened() && desk.may('content_manage'), run: () => void import('../store/learn.ts').then((learn) => (shell.open ? learn.articleOf(shell.open) : null)) },
  { id: 'split', group: 'conversation', keys: [], when: () => opened() && desk.may('conversation_write'), run: () => shell.show({ kind: 'split', message: '' }) },
  { id: 'link', group: 'conversation', keys: [], when: () => opened() && desk.may('conversation_write'), run: () => shell.show({ kind: 'link' }) },
  { id: 'subject', group: 'conversation', keys: [], when: opened, run: () => shell.show({ kind: 'subject' }) },
  { id: 'spam', group: 'conversation', keys: ['!'], when: some, run: () => act.setStatus(shell.targets, 'spam') },
  { id: 'not-spam', group: 'conversation', keys: [], when: () => some() && shell.targets.some((id) => desk.conversations.get(id)?.status === 'spam'), run: () => act.setStatus(shell.targets, 'open') },
  { id: 'block', group: 'conversation', keys: [], when: () => opened() && desk.may('sender_block'), run: () => shell.open && void act.blockSender(shell.open) },
  { id: 'delete', group: 'conversation', keys: [], when: () => opened() && desk.may('conversation_delete'), run: () => shell.show({ kind: 'delete' }) },

  { id: 'reply', group: 'compose', keys: ['r'], when: answers, run: () => wishComposer('reply') },
  { id: 'note', group: 'compose', keys: ['n'], when: opened, run: () => wishComposer('note') },
  { id: 'forward', group: 'compose', keys: ['f'], when: answers, run: () => wishComposer('forward') },
  { id: 'suggest', group: 'compose', keys: ['s'], when: opened, run: () => wishComposer('suggest') },
  { id: 'translate', group: 'compose', keys: [], when: () => answers() && Boolean(desk.model?.translations), run: () => shell.show({ kind: 'translation' }) },
  { id: 'macro', group: 'compose', keys: [], when: opened, run: () => shell.show({ kind: 'macros' }) },
  { id: 'send', group: 'compose', keys: ['Mod+Enter'], when: opened, run: () => wishComposer('send') },
  { id: 'send-resolve', group: 'compose', keys: ['Mod+Shift+Enter'], when: opened, run: () => wishComposer('resolve') },
  { id: 'new', group: 'compose', keys: ['c'], when: () => desk.channels.size > 0 && desk.may('conversation_write'), run: () => shell.show({ kind: 'new' }) },

  { id: 'next', group: 'list', keys: ['j', 'ArrowDown'], quiet: true, run: () => shell.step(1) },
  { id: 'previous', group: 'list', keys: ['k', 'ArrowUp'], quiet: true, run: () => shell.step(-1) },
  { id: 'open', group: 'list', keys: ['Enter', 'o'], quiet: true, when: () => shell.active !== null, run: () => shell.active && shell.openRow(shell.active) },
  { id: 'back', group: 'list', keys: ['u', 'Escape'], quiet: true, run: back },
  { id: 'take-next', group: 'list', keys: ['w'], when: () => desk.may('conversation_assign'), run: () => void import('../store/next.ts').then((next) => next.takeNext()) },
  { id: 'give-back', group: 'list', keys: ['Shift+w'], when: () => opened() && desk.conversations.get(shell.open ?? '')?.assignee === desk.me?.id, run: work('giveBack') },
  { id: 'select', group: 'list', keys: ['x'], run: () => shell.toggleSelected(shell.active ?? shell.open) },
  { id: 'extend-down', group: 'list', keys: ['Shift+j', 'Shift+ArrowDown'], quiet: true, run: () => shell.step(1, true) },
  { id: 'extend-up', group: 'list', keys: ['Shift+k', 'Shift+ArrowUp'], quiet: true, run: () => shell.step(-1, true) },
  { id: 'select-all', group: 'list', keys: [], run: () => (shell.selected = [...(shell.list?.ids ?? [])]) },
  { id: 'sort', group: 'list', keys: [], run: () => shell.setSort(shell.sort === 'oldest' ? 'newest' : 'oldest') },

  { id: 'go-inbox', group: 'go', keys: ['g i'], run: inboxes('mine') },
  { id: 'go-unassigned', group: 'go', keys: ['g u'], run: inboxes('unassigned') },
  { id: 'go-mentions', group: 'go', keys: ['g m'], run: inboxes('mentions') },
  { id: 'go-triage', group: 'go', keys: ['g t'], run: inboxes('triage') },
  { id: 'go-all', group: 'go', keys: ['g a'], run: inboxes('all') },
  { id: 'go-waiting', group: 'go', keys: ['g w'], run: inboxes('waiting') },
  { id: 'go-snoozed', group: 'go', keys: ['g h'], run: inboxes('snoozed') },
  { id: 'go-resolved', group: 'go', keys: ['g e'], run: inboxes('resolved') },
  { id: 'go-spam', group: 'go', keys: ['g s'], run: inboxes('spam') },
  { id: 'go-contacts', group: 'go', keys: ['g c'], run: () => go('/contacts') },
  { id: 'go-articles', group: 'go', keys: ['g b'], run: () => go('/articles') },
  { id: 'go-quarantine', group: 'go', keys: ['g q'], when: () => desk.may('quarantine_manage'), run: () => go('/quarantine') },
  { id: 'go-queue', group: 'go', keys: ['g l'], when: () => desk.may('conversation_assign'), run: () => go('/queue') },
  { id: 'go-chats', group: 'go', keys: ['g k'], when: () => desk.may('conversation_reply'), run: () => go('/chats') },
  { id: 'go-reports', group: 'go', keys: ['g r'], when: () => desk.may('report_read'), run: () => go('/reports') },
  { id: 'go-notifications', group: 'go', keys: ['g n'], run: () => go('/notifications') },
  { id: 'go-settings', group: 'go', keys: ['g ,'], run: () => go('/settings/profile') },

  { id: 'bar', group: 'desk', keys: ['Mod+k'], quiet: true, run: () => shell.show({ kind: 'commands' }) },
  { id: 'search', group: 'desk', keys: ['/'], run: () => { go('/search'); dispatchEvent(new Event('fairlead-search')); } },
  { id: 'undo', group: 'desk', keys: ['z'], run: () => undoLast() },
  { id: 'help', group: 'desk', keys: ['?'], run: () => shell.show({ kind: 'help' }) },
  { id: 'toggle-list', group: 'desk', keys: ['['], run: () => (shell.listHidden = !shell.listHidden) },
  { id: 'toggle-context', group: 'desk', keys: [']'], run: () => shell.toggleContext() },
  { id: 'away', group: 'desk', keys: [], when: () => !desk.me?.away, run: () => shell.show({ kind: 'away' }) },
  { id: 'back-here', group: 'desk', keys: [], when: () => Boolean(desk.me?.away), run: () => shell.show({ kind: 'away' }) },
  { id: 'ready', group: 'desk', keys: [], when: () => shell.wrapping, run: work('ready') },
  { id: 'theme', group: 'desk', keys: [], run: () => void changeSettings({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' }) },
  { id: 'density', group: 'desk', keys: [], run: () => void changeSettings({ density: desk.settings.density === 'compact' ? 'comfortable' : 'compact' }) },
  { id: 'sign-out', group: 'desk', keys: [], run: () => void signOut() },
];

function back(): void {
  if (shell.drawer) shell.drawer = false;
  else if (shell.selected.length > 0) shell.selected = [];
  else if (shell.open) {
    shell.active = shell.open;
    go(shell.path(null));
  }
}
export const isLetter = (key: string): boolean => [...key].length === 1 || /^(g .|Shift\+.)$/.test(key);

/** The keys in force: the agent's own instead of the built-in letter. */
export function keysOf(command: Command): string[] {
  const own = desk.settings.keys?.[command.id];
  const keys = own ? [own, ...command.keys.filter((key) => !isLetter(key))] : command.keys;
  return desk.settings.letter_keys === false ? keys.filter((key) => !isLetter(key)) : keys;
}
const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export function keyLabel(key: string): string {
  if (key.includes(' ')) return key.split(' ').map((part) => part.toUpperCase()).join(' ');
  return key
    .split('+')
    .map((part) => (part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : part === 'Shift' ? (mac ? '⇧' : 'Shift') : part === 'ArrowDown' ? '↓' : part === 'ArrowUp' ? '↑' : part === 'Escape' ? 'Esc' : part.length === 1 ? part.toUpperCase() : part))
    .join(mac ? '' : ' ');
}
export function find(id: string): Command | undefined {
  return commands.find((command) => command.id === id);
}
export function keyFor(id: string): string | null {
  const command = find(id);
  const key = command ? keysOf(command)[0] : undefined;
  return key ? keyLabel(key) : null;
}
