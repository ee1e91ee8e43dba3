// A small history router. Paths: /inbox/VIEW[/NUMBER], /queue, /chats, /search, /notifications, /triage, /contacts[/ID], /organizations[/ID], /articles[/ID[/LOCALE]|/review|/searches|/centers], /quarantine, /reports[/board|/list], /settings/SECTION[/ID[/diary|/scorecard|/dependents|/plans[/ID]|/notices[/ID]]], and the pages before sign-in.
export interface Route {
  page: string;
  parts: string[];
  query: URLSearchParams;
}

function parse(): Route {
  const parts = location.pathname.split('/').filter(Boolean).map(safeDecode);
  return { page: parts[0] ?? '', parts: parts.slice(1), query: new URLSearchParams(location.search) };
}
function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

let route = $state.raw<Route>(parse());
const guards = new Set<() => void>();

export function current(): Route {
  return route;
}
/** Called before each change of page (drafts save themselves). */
export function beforeLeave(guard: () => void): () => void {
  guards.add(guard);
  return () => guards.delete(guard);
}
export function go(path: string, replace = false): void {
  const test = new URLSearchParams(location.search).get('dir');
  const target = new URL(path, location.origin);
  if (test && !target.searchParams.has('dir')) target.searchParams.set('dir', test);
  const next = target.pathname + target.search;
  if (next === location.pathname + location.search) return;
  for (const guard of guards) guard();
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  route = parse();
}
addEventListener('popstate', () => {
  for (const guard of guards) guard();
  route = parse();
});

/** Plain clicks on own links stay inside the app; everything else is the browser's. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
  if (link.origin !== location.origin || link.pathname.startsWith('/api/') || link.hash) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
