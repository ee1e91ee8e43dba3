// Sums over the rows of reports.
import type { PromiseReport, PromiseRow } from '@fairlead/api';

/** How many of a hundred promises were kept, over all channels and urgencies. */
export function keptToday(found: Pick<PromiseReport, 'rows'>): { percent: number | null; n: number } {
  const scored = found.rows.filter((row): row is PromiseRow & { kept_percent: number } => row.kept_percent !== null && row.n > 0);
  const n = scored.reduce((sum, row) => sum + row.n, 0);
  return { percent: n > 0 ? scored.reduce((sum, row) => sum + row.kept_percent * row.n, 0) / n : null, n };
}
