/** What goes of what is held, oldest first: as much as is over the limit, and never what is wanted. */
export function surplus(held: readonly string[], wanted: readonly (string | null)[], limit: number): string[] {
  return held.filter((id) => !wanted.includes(id)).slice(0, Math.max(0, held.length - limit));
}
