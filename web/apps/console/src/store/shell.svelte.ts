// What is on the screen: view, order, selection, open conversation, panes, and the floating surfaces.
import { recall, remember, width } from '../lib/look.svelte.ts';
import { go } from '../lib/router.svelte.ts';
import type { Sort } from './belongs.ts';
import { desk } from './desk.svelte.ts';
import { listKey, lists } from './lists.svelte.ts';

export type Surface =
  | { kind: 'commands'; text?: string } | { kind: 'assign' } | { kind: 'team' } | { kind: 'tags' } | { kind: 'urgency' } | { kind: 'snooze' }
  | { kind: 'topic' } | { kind: 'macros'; text?: string } | { kind: 'help' } | { kind: 'new'; to?: string } | { kind: 'subject' } | { kind: 'away' } | { kind: 'delete' } | { kind: 'raw'; message: string }
  | { kind: 'summary' } | { kind: 'translation' }
  | { kind: 'pin' } | { kind: 'hand-over' } | { kind: 'merge' } | { kind: 'link' } | { kind: 'split'; message: string };

class Shell {
  view = $state('mine');
  sort = $state<Sort>(recall('fairlead.sort', 'oldest'));
  /** Row with the list's cursor. */
  active = $state<string | null>(null);
  selected = $state<string[]>([]);
  /** Conversation in the pane. */
  open = $state<string | null>(null);
  surface = $state.raw<Surface | null>(null);
  listHidden = $state(false);
  contextHidden = $state(recall('fairlead.context', false));
  drawer = $state(false);
  railOpen = $state(false);
  listWidth = $state(recall('fairlead.list', 352));
  /** The composer is being typed in: presence says "writing". */
  writing = $state(false);
  /** Something rings here; what follows the last work has not ended. */
  offer = $state(false);
  wrapping = $state(false);
  /** Conversations that stand side by side; `open` is the one that is worked on. */
  beside = $state.raw<string[]>([]);
  news = $state.raw<{ id: number; text: string }>({ id: 0, text: '' });
  /** The message that the next forward takes along; null is the newest. */
  forwarding: string | null = null;
  /** The conversation that this agent last acted on: only then may its place on the screen go to the next one. */
  acted: string | null = null;
  /** What snoozing after a send waits for. */
  chosen: ((until: number) => void) | null = null;

  get list() {
    return lists.get(listKey(this.view, this.sort)) ?? null;
  }
  /** What an act touches: the selection, else the open conversation, else the row. */
  get targets(): string[] {
    if (this.selected.length > 0) return this.selected;
    const one = this.open ?? this.active;
    return one ? [one] : [];
  }
  setSort(sort: Sort): void {
    this.sort = sort;
    remember('fairlead.sort', sort);
  }
  setListWidth(value: number): void {
    this.listWidth = Math.min(560, Math.max(280, Math.round(value)));
    remember('fairlead.list', this.listWidth);
  }
  toggleContext(): void {
    if (width.drawer) this.drawer = !this.drawer;
    else {
      this.contextHidden = !this.contextHidden;
      remember('fairlead.context', this.contextHidden);
    }
  }
  show(surface: Surface): void {
    this.surface = surface;
  }
  close(): void {
    this.surface = null;
    this.chosen = null;
  }
  path(id: string | null): string {
    const number = id ? (desk.conversations.get(id)?.number ?? id) : null;
    return number === null ? `/inbox/${this.view}` : `/inbox/${this.view}/${number}`;
  }
  openRow(id: string): void {
    this.active = id;
    go(this.path(id));
  }
  /** What moves instead, on a page that has no list of conversations. */
  stepper: ((by: number) => void) | null = null;
  /** Moves the cursor; with a conversation open it opens the neighbour. */
  step(by: number, extend = false): void {
    if (this.stepper) return this.stepper(by);
    const ids = this.list?.ids ?? [];
    if (ids.length === 0) return;
    const at = this.active ? ids.indexOf(this.active) : -1;
    const next = ids[Math.min(ids.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : ids.length - 1) : at + by))];
    if (!next) return;
    if (extend) {
      const chosen = new Set(this.selected);
      if (this.active) chosen.add(this.active);
      chosen.add(next);
      this.selected = [...chosen];
    }
    this.active = next;
  }
  toggleSelected(id: string | null): void {
    if (!id) return;
    this.selected = this.selected.includes(id) ? this.selected.filter((other) => other !== id) : [...this.selected, id];
  }
  /** A line for screen readers, once. */
  say(text: string): void {
    this.news = { id: this.news.id + 1, text };
  }
}
export const shell = new Shell();
