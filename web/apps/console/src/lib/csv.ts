// Lines of a table as RFC 4180 has them: cells between commas, in quotes where they hold commas, quotes or ends of lines.

/** All lines; the last one only if it is whole, unless `cut` is false. */
export function rows(text: string, cut = false): string[][] {
  const out: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at] ?? '';
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === ',') {
      line.push(cell);
      cell = '';
    } else if (c === '\n') {
      out.push([...line, cell]);
      line = [];
      cell = '';
    } else if (c !== '\r') cell += c;
  }
  if (!cut && (cell !== '' || line.length > 0)) out.push([...line, cell]);
  return out;
}

/** The beginning of a file that may be long, and whether there is more of it. `most`: bytes. */
export async function beginning(url: string, most: number, signal: AbortSignal): Promise<{ text: string; more: boolean }> {
  const answer = await fetch(url, { signal, credentials: 'same-origin' });
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}`);
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; ; ) {
    const piece = await reader.read();
    if (piece.done) return { text: text + decoder.decode(), more: false };
    text += decoder.decode(piece.value, { stream: true });
    read += piece.value.byteLength;
    if (read >= most) {
      await reader.cancel();
      return { text, more: true };
    }
  }
}
