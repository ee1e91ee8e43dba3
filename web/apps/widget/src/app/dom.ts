// Elements, icons and lists that keep what did not change.
type Child = Node | string | null | undefined | false;
type Made<K extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[K], 'style'>> & { class?: string };

export function h<K extends keyof HTMLElementTagNameMap>(name: K, set: Made<K> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  const { class: kind, ...rest } = set;
  if (kind) element.className = kind;
  Object.assign(element, rest);
  element.append(...children.filter((c): c is Node | string => !!c));
  return element;
}

/** Shapes as Lucide draws them, 24 by 24. */
const SHAPES = {
  down: 'M6 9l6 6 6-6',
  dots: 'M5 12h.01M12 12h.01M19 12h.01',
  clip: 'M21.4 11l-9.2 9.2a6 6 0 0 1-8.5-8.5l8.6-8.6a4 4 0 1 1 5.7 5.7l-8.6 8.6a2 2 0 0 1-2.8-2.8l8-8',
  smile: 'M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0M8 14s1.500 2 4 2 4-2 4-2M9 9h.01M15 9h.01',
  send: 'M3.700 4.700 21 12 3.700 19.300 6 12zM6 12h15',
  file: 'M15 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V7zM14 2v6h6M8 13h8M8 17h8',
  check: 'M20 6 9 17l-5-5',
  checks: 'M18 6 7 17l-5-5M22 10l-7.500 7.500L13 16',
  mail: 'M3 5h18v14H3zM3 7l9 6 9-6',
  clock: 'M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0M12 6v6l4 2',
  x: 'M18 6 6 18M6 6l12 12',
  next: 'M9 18l6-6-6-6',
  alert: 'M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0M12 8v4M12 16h.01',
};
const NS = 'http://www.w3.org/2000/svg';

export function icon(name: keyof typeof SHAPES, kind = ''): SVGElement {
  const svg = document.createElementNS(NS, 'svg');
  const path = document.createElementNS(NS, 'path');
  path.setAttribute('d', SHAPES[name]);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', kind);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  return svg;
}

export const button = (kind: string, label: string, act: () => void, ...children: Child[]): HTMLButtonElement =>
  h('button', { class: kind, type: 'button', onclick: act, ...(children.length ? { ariaLabel: label, title: label } : {}) }, ...(children.length ? children : [label]));

/** A row is made anew only when its signature changes. */
export type Row = [key: string, signature: string, make: () => HTMLElement];
const made = new WeakMap<HTMLElement, Map<string, [string, HTMLElement]>>();

export function rows(parent: HTMLElement, list: readonly Row[]): void {
  const old = made.get(parent) ?? new Map<string, [string, HTMLElement]>();
  const now = new Map<string, [string, HTMLElement]>();
  // What goes, goes first: else all that stands after it would be moved, and what is moved loses the keyboard of who types in it.
  const stay = new Set(list.map(([key]) => key));
  for (const [key, [, node]] of old) if (!stay.has(key)) node.remove();
  let at = parent.firstChild;
  for (const [key, signature, make] of list) {
    const had = old.get(key);
    const node = had?.[0] === signature ? had[1] : make();
    now.set(key, [signature, node]);
    if (had && had[1] !== node) {
      if (at === had[1]) at = at.nextSibling;
      had[1].replaceWith(node);
    }
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  made.set(parent, now);
}
