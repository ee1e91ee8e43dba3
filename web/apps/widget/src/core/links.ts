// Finds addresses in plain text. Pieces, no HTML: whoever draws them makes text nodes and anchors.

export interface Piece {
  text: string;
  href?: string;
}

const FOUND = /\b(?:https?:\/\/|www\.)[^\s<>"'`。，、！？；：（）【】《》「」\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b/giu;
const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(FOUND)) {
    const shown = trimmed(found[0]);
    const href = address(shown);
    if (!href) continue;
    if (found.index > at) out.push({ text: text.slice(at, found.index) });
    out.push({ text: shown, href });
    at = found.index + shown.length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

/** Only these three lead anywhere. */
export function address(text: string): string | null {
  if (/^[^\s/:]+@[^\s/:]+$/.test(text)) return `mailto:${text}`;
  try {
    const url = new URL(/^www\./i.test(text) ? `https://${text}` : text);
    return /^(https?|mailto):$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Without the stop of the sentence, and without a bracket that was opened before it. */
function trimmed(text: string): string {
  for (;;) {
    const last = text.at(-1) ?? '';
    const opener = CLOSERS[last];
    if (/[.,:;!?…]/u.test(last) || (opener && !text.includes(opener))) text = text.slice(0, -1);
    else return text;
  }
}
