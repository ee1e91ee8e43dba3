// HTML in and out of the composer, and the second fence around customers' HTML: whatever the server let through is rebuilt here from an allow-list.
import { files, type Attachment } from '@fairlead/api';

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
/** Blank lines part paragraphs, single ones become breaks. */
export function textToHtml(text: string): string {
  const trimmed = text.replace(/\r\n?/g, '\n').replace(/\s+$/, '');
  if (!trimmed) return '';
  return trimmed.split(/\n{2,}/).map((part) => `<p>${escapeHtml(part).replaceAll('\n', '<br>')}</p>`).join('');
}
export function parse(html: string): HTMLElement {
  // Style attributes would only trip the content security policy; they are not wanted anyway.
  const bare = html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ''));
  return new DOMParser().parseFromString(bare, 'text/html').body;
}
export function htmlToText(html: string): string {
  const walk = (node: Node): string => {
    if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replace(/\s+/g, ' ');
    if (!(node instanceof Element)) return '';
    const name = node.tagName;
    if (name === 'BR') return '\n';
    const inner = [...node.childNodes].map(walk).join('');
    if (name === 'LI') return `- ${inner.trim()}\n`;
    return /^(P|DIV|H[1-6]|BLOCKQUOTE|PRE|UL|OL)$/.test(name) ? `${inner.replace(/^\s+|\s+$/g, '')}\n\n` : inner;
  };
  return [...parse(html).childNodes].map(walk).join('').replace(/\n{3,}/g, '\n\n').trim();
}
export function isEmptyHtml(html: string): boolean {
  return !/<img/i.test(html) && htmlToText(html).trim() === '';
}

const allowed = new Set(
  'A ABBR B BLOCKQUOTE BR CAPTION CENTER CODE COL COLGROUP DD DEL DIV DL DT EM FIGURE FIGCAPTION FONT H1 H2 H3 H4 H5 H6 HR I IMG INS KBD LI OL P PRE Q S SMALL SPAN STRIKE STRONG SUB SUP TABLE TBODY TD TFOOT TH THEAD TR TT U UL WBR BDI BDO MARK TIME SECTION ARTICLE HEADER FOOTER'.split(' '),
);
const dropped = new Set('SCRIPT STYLE IFRAME OBJECT EMBED FORM INPUT BUTTON TEXTAREA SELECT OPTION SVG MATH LINK META BASE TITLE TEMPLATE NOSCRIPT AUDIO VIDEO SOURCE CANVAS FRAME FRAMESET APPLET'.split(' '));
const kept: Record<string, string[]> = { A: ['href', 'title'], IMG: ['alt', 'width', 'height', 'title'], TD: ['colspan', 'rowspan', 'align'], TH: ['colspan', 'rowspan', 'align', 'scope'], OL: ['start', 'type'], TIME: ['datetime'] };

export interface Rendered { node: DocumentFragment; folds: { kind: string; node: HTMLElement }[]; blocked: number }

/** The visible part, the folded parts apart, and how many outside images were left out. */
export function renderMail(html: string, attachments: Attachment[], blockedWord: string): Rendered {
  const folds: Rendered['folds'] = [];
  let blocked = 0;
  const byCid = new Map(attachments.filter((a) => a.content_id).map((a) => [(a.content_id ?? '').replace(/^<|>$/g, ''), a]));
  const copy = (from: Node, into: Node): void => {
    for (const child of from.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) into.appendChild(document.createTextNode(child.textContent ?? ''));
      else if (child instanceof Element) element(child, into);
    }
  };
  const element = (from: Element, into: Node): void => {
    const name = from.tagName;
    if (dropped.has(name)) return;
    const fold = from.getAttribute('data-fold');
    if (fold !== null && fold !== '0' && fold !== 'false') {
      const holder = document.createElement('div');
      const kind = fold || 'quote';
      copy(from, name === 'BLOCKQUOTE' ? holder.appendChild(document.createElement('blockquote')) : holder);
      // Programs cut one quote into pieces (copied header, old text): one button opens all of it.
      const before = folds.at(-1);
      if (before?.kind === kind) before.node.append(...holder.childNodes);
      else folds.push({ kind, node: holder });
      return;
    }
    if (!allowed.has(name)) {
      copy(from, into);
      return;
    }
    if (name === 'IMG' && !image(from, into)) return;
    if (name === 'IMG') return;
    const made = document.createElement(name === 'FONT' || name === 'CENTER' ? 'span' : name.toLowerCase());
    for (const attribute of kept[name] ?? []) {
      const value = from.getAttribute(attribute);
      if (value !== null) made.setAttribute(attribute, value);
    }
    for (const attribute of ['dir', 'lang']) {
      const value = from.getAttribute(attribute);
      if (value !== null && /^[a-zA-Z-]{2,12}$/.test(value)) made.setAttribute(attribute, value);
    }
    if (made instanceof HTMLAnchorElement) link(made, from);
    copy(from, made);
    into.appendChild(made);
    const truth = name === 'A' ? from.getAttribute('data-mismatch') : null;
    if (truth) {
      const note = document.createElement('span');
      note.className = 'true-host';
      note.textContent = ` (${truth})`;
      into.appendChild(note);
    }
  };
  const image = (from: Element, into: Node): boolean => {
    const cid = from.getAttribute('data-cid') ?? /^cid:(.+)$/i.exec(from.getAttribute('src') ?? '')?.[1];
    const src = from.getAttribute('src') ?? '';
    const own = /^\/api\/v1\/attachments\/[\w-]+/.exec(src)?.[0];
    const attachment = cid ? byCid.get(cid.replace(/^<|>$/g, '')) : undefined;
    if (!attachment && !own && !/^data:image\/(png|gif|jpe?g|webp);/i.test(src)) {
      const tiny = ['width', 'height'].some((side) => Number(from.getAttribute(side) ?? 99) <= 2);
      if (from.hasAttribute('data-remote-src') || /^https?:/i.test(src)) blocked += 1;
      if (!tiny) {
        const note = document.createElement('span');
        note.className = 'blocked-image';
        note.textContent = from.getAttribute('alt') || blockedWord;
        into.appendChild(note);
      }
      return false;
    }
    const made = document.createElement('img');
    made.loading = 'lazy';
    made.alt = from.getAttribute('alt') ?? attachment?.name ?? '';
    for (const side of ['width', 'height']) {
      const value = Number(from.getAttribute(side));
      if (value > 0 && value < 5000) made.setAttribute(side, String(value));
    }
    made.src = attachment ? files.attachment(attachment.id, true) : own ? `${own}?inline=1` : src;
    into.appendChild(made);
    return true;
  };
  const body = parse(html);
  const node = document.createDocumentFragment();
  copy(body, node);
  trimEnd(node);
  return { node, folds, blocked };
}
/** Takes empty paragraphs from the end: mail programs leave them above a quote that is folded now. */
function trimEnd(node: Node): void {
  for (let last = node.lastChild; last; last = node.lastChild) {
    const full = (last.textContent ?? '').trim() !== '' || (last instanceof Element && (last.matches('img, hr, table') || last.querySelector('img, hr, table')));
    if (full) {
      if (last instanceof Element && !last.matches('img, hr, table, pre')) trimEnd(last);
      return;
    }
    last.remove();
  }
}
function link(made: HTMLAnchorElement, from: Element): void {
  const href = from.getAttribute('href') ?? '';
  if (!/^(https?:|mailto:|tel:)/i.test(href)) {
    made.removeAttribute('href');
    return;
  }
  made.target = '_blank';
  made.rel = 'noopener noreferrer nofollow';
  if (!made.title) made.title = href;
}

/** Bare text with links and paragraphs, as nodes. */
export function renderText(text: string): DocumentFragment {
  const node = document.createDocumentFragment();
  const pattern = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    node.append(text.slice(at, match.index));
    const anchor = document.createElement('a');
    anchor.href = match[0].includes('@') && !match[0].includes('://') ? `mailto:${match[0]}` : match[0];
    anchor.textContent = match[0];
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer nofollow';
    node.append(anchor);
    at = match.index + match[0].length;
  }
  node.append(text.slice(at));
  return node;
}
