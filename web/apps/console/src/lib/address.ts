// Addresses as people type them into recipient fields.
import type { Addr } from '@fairlead/api';

/** Loose on purpose: the server decides; this only catches slips. */
export function looksValid(address: string): boolean {
  return /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/u.test(address) && address.length <= 254;
}
/** "Ann Lee <ann@x.example>, bob@y.example; c@z.example" */
export function parseAddresses(text: string): Addr[] {
  const found: Addr[] = [];
  for (const part of split(text)) {
    const angled = /^(.*?)<\s*([^<>]+?)\s*>$/.exec(part);
    const address = (angled ? (angled[2] ?? '') : part).trim().replace(/^mailto:/i, '');
    if (!address) continue;
    const name = (angled?.[1] ?? '').trim().replace(/^"(.*)"$/, '$1').trim();
    found.push({ name: name || null, address });
  }
  return found;
}
function split(text: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let part = '';
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    if (!quoted && (c === ',' || c === ';' || c === '\n')) {
      parts.push(part.trim());
      part = '';
    } else part += c;
  }
  parts.push(part.trim());
  return parts.filter(Boolean);
}
export function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
export function showAddr(addr: Addr): string {
  return addr.name ? `${addr.name} <${addr.address}>` : addr.address;
}
