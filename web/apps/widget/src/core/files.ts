// Bounds of files, checked before anything leaves.

export type Refused = { why: 'big' | 'many' | 'empty'; name: string };

export function fit<F extends { name: string; size: number }>(have: number, offered: readonly F[], limits: { max_bytes: number; max_count: number }): { taken: F[]; refused: Refused[] } {
  const taken: F[] = [];
  const refused: Refused[] = [];
  for (const f of offered) {
    const why = f.size > limits.max_bytes ? 'big' : f.size === 0 ? 'empty' : have + taken.length >= limits.max_count ? 'many' : null;
    if (why) refused.push({ why, name: f.name });
    else taken.push(f);
  }
  return { taken, refused };
}

/** As people read it: 284 kB, 1.2 MB. */
export function amount(bytes: number, locale: string): string {
  const big = bytes >= 1e6;
  const n = big ? bytes / 1e6 : Math.max(1, bytes / 1e3);
  return new Intl.NumberFormat(locale, { style: 'unit', unit: big ? 'megabyte' : 'kilobyte', maximumFractionDigits: big && n < 10 ? 1 : 0 }).format(n);
}
