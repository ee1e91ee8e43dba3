// Notices at the bottom: what happened, and for ten seconds a way back.
export interface ToastAction { label: string; run: () => void; key?: string }
export interface Toast {
  id: number; text: string; tone: 'plain' | 'bad'; actions: ToastAction[]; detail: string | null;
}
/** How long a notice stays, and with it the way back. */
export const LIFE = 10_000;
let next = 1;
export const toasts = $state<Toast[]>([]);
const undos: { id: number; run: () => void }[] = [];

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id);
  if (at >= 0) toasts.splice(at, 1);
  const undo = undos.findIndex((one) => one.id === id);
  if (undo >= 0) undos.splice(undo, 1);
}
export function toast(text: string, options: { tone?: Toast['tone']; actions?: ToastAction[]; detail?: string | null; life?: number } = {}): number {
  const id = next++;
  const made: Toast = { id, text, tone: options.tone ?? 'plain', actions: [], detail: options.detail ?? null };
  made.actions = (options.actions ?? []).map((action) => ({ ...action, run: () => { dismiss(id); action.run(); } }));
  toasts.push(made);
  while (toasts.length > 3) dismiss(toasts[0]?.id ?? id);
  const life = options.life ?? LIFE;
  if (Number.isFinite(life)) setTimeout(() => dismiss(id), life);
  return id;
}
/** Says something else in a notice that is there already. */
export function retext(id: number, text: string): void {
  const held = toasts.find((one) => one.id === id);
  if (held) held.text = text;
}
/** A toast with "Undo"; the key `z` takes them back from the newest on. */
export function undoable(text: string, undoLabel: string, undo: () => void, life = LIFE): number {
  const id = toast(text, { actions: [{ label: undoLabel, key: 'Z', run: undo }], life });
  undos.push({ id, run: () => { dismiss(id); undo(); } });
  return id;
}
export function undoLast(): boolean {
  const undo = undos.pop();
  undo?.run();
  return undo !== undefined;
}
