// Title, favicon dot and app badge: how much waits for me. Desktop notice for a new message while the tab is hidden.
import { desk } from '../store/desk.svelte.ts';
import { shell } from '../store/shell.svelte.ts';
import { views } from '../store/views.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { current } from '../lib/router.svelte.ts';

export function watchTitle(): void {
  $effect(() => {
    const n = desk.counts?.mine ?? 0;
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
    const notice = (event: Event): void => {
      const id = (event as CustomEvent<string>).detail;
      if (!document.hidden || !desk.settings.notifications?.desktop || Notification.permission !== 'granted') return;
      const c = desk.conversations.get(id);
      if (!c || (c.assignee !== null && c.assignee !== desk.me?.id)) return;
      const quiet = desk.settings.notifications.content === false;
      const made = new Notification(quiet ? t('notify-quiet') : (c.contact?.name ?? c.contact?.address ?? t('somebody')), { body: quiet ? '' : c.subject, tag: id, icon: '/icon.svg' });
      made.onclick = () => {
        focus();
        shell.openRow(id);
      };
    };
    addEventListener('fairlead-arrived', notice);
    return () => removeEventListener('fairlead-arrived', notice);
  });
}
export function viewName(view: string): string {
  if (view.startsWith('viw_')) return views.items.find((v) => v.id === view)?.name ?? t('view');
  return view.startsWith('tem_') ? (desk.teams.get(view)?.name ?? t('team')) : t(`view-${view}`);
}
