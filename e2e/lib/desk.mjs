// The console as a person knows it: rows, the open conversation, the composer.
import { expect } from './expect.mjs';

export const row = (page, name) => page.getByRole('option', { name });
export const log = (page) => page.getByRole('log');
export const composer = (page, kind = 'Reply') => page.getByRole('region', { name: kind, exact: true });
export const field = (page, kind = 'Reply') => composer(page, kind).getByRole('textbox', { name: kind, exact: true });
export const notices = (page) => page.getByRole('region', { name: 'Notices' });
export const count = (page, view) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: view });

export async function open(page, name) {
  await row(page, name).first().click();
  await log(page).waitFor();
}
/** Writes into the composer; the rich editor may still be on its way. */
export async function write(page, text, kind = 'Reply') {
  await composer(page, kind).locator('.ProseMirror, [contenteditable="true"]').first().waitFor();
  await field(page, kind).click();
  await page.keyboard.type(text);
  await expect(async () => (await field(page, kind).innerText()).includes(text), `the composer holds “${text}”`);
}
export async function send(page) {
  await composer(page).getByRole('button', { name: 'Send', exact: true }).click();
}
/** The last of our messages has gone out. */
export async function sent(page, text) {
  await log(page).getByRole('article').filter({ hasText: text }).getByText('Sent', { exact: true }).waitFor({ timeout: 30_000 });
}
