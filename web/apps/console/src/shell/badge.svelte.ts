// Title, favicon dot and app badge: how many notifications are unread. Where a notice of the desktop leads.
import { desk } from '../store/desk.svelte.ts';
import { shell } from '../store/shell.svelte.ts';
import { views } from '../store/views.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { current, go } from '../lib/router.svelte.ts';
import { notifications } from '../store/notifications.svelte.ts';

export function watchTitle(): void {
  $effect(() => {
    const n = notifications.unread;
    const open = shell.open ? desk.conversations.get(shell.open) : null;
    const page = current().page;
    const name = open ? `#${open.number} ${open.subject}` : page === 'inbox' || page === '' ? viewName(shell.view) : t(`page-${page}`);
    document.title = `${n > 0 ? `(${n}) ` : ''}${name} · ${desk.organization?.name ?? 'Fairlead'}`;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const wanted = n > 0 ? '/icon-dot.svg' : '/icon.svg';
    if (icon && icon.getAttribute('href') !== wanted) icon.href = wanted;
    const badge = navigator as Navigator & { setAppBadge?: (n: number) => Promise<void>; clearAppBadge?: () => Promise<void> };
    if (n > 0) badge.setAppBadge?.(n).catch(() => undefined);
    else badge.clearAppBadge?.().catch(() => undefined);
  });
  $effect(() => {
    const follow = (event: Event): void => go((event as CustomEvent<string>).detail);
    addEventListener('fairlead-go', follow);
    return () => removeEventListener('fairlead-go', follow);
  });
}
export function viewName(view: string): string {
  if (view.startsWith('viw_')) return views.items.find((v) => v.id === view)?.name ?? t('view');
  return view.startsWith('tem_') ? (desk.teams.get(view)?.name ?? t('team')) : t(`view-${view}`);
}
