// Words of people on the screen: plain text with safe anchors, and the few elements that an agent's reply may have.
import { address, pieces } from '../core/links.ts';
import { h } from './dom.ts';

const anchor = (href: string, ...children: (Node | string)[]) => h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow ugc' }, ...children);

export const plain = (text: string): HTMLElement => h('bdi', {}, ...pieces(text).map((p) => (p.href ? anchor(p.href, p.text) : p.text)));

const KEPT = /^(p|br|b|strong|i|em|u|s|ul|ol|li|blockquote|code|pre|h[1-4])$/;
const GONE = /^(script|style|template|iframe|object|svg|math|title|head)$/;

/** The server has cleaned it; it is built anew here all the same, so that nothing but these elements can ever stand in the panel. */
export function rich(html: string): HTMLElement {
  const into = h('bdi', { class: 'rich' });
  copy(new DOMParser().parseFromString(html, 'text/html').body, into, 0);
  return into;
}

function copy(from: Node, to: HTMLElement, depth: number): void {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.textContent ?? '');
    if (!(node instanceof Element) || depth > 30) continue;
    const name = node.localName;
    if (GONE.test(name)) continue;
    const href = name === 'a' && address(node.getAttribute('href') ?? '');
    const made = href ? anchor(href) : KEPT.test(name) ? document.createElement(name) : to;
    copy(node, made, depth + 1);
    if (made !== to) to.append(made);
  }
}
