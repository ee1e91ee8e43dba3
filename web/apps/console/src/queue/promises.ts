// Whether a stated "almost always" is honest: nine in ten stay within it.
import type { PromiseRow } from '@fairlead/api';

export const AIM = 0.9;
/** Up to here it is not too careful. */
const CAREFUL = 0.93;
const FEW = 20;

/** `bold`: fewer stay within it than was said; `careful`: more than needed, customers are told to wait too long. */
export function verdict(row: Pick<PromiseRow, 'answered' | 'coverage' | 'low' | 'high'>): 'few' | 'bold' | 'careful' | 'honest' {
  if (row.answered < FEW || row.coverage === null || row.low === null || row.high === null) return 'few';
  if (row.high < AIM) return 'bold';
  return row.low > CAREFUL ? 'careful' : 'honest';
}
