import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';
import { helpCenter } from '../lib/help.mjs';

// Chromium's own devices: a picture that moves, and a beep. Whoever is asked for leave gives it.
const devices = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

async function recorded(page, source) {
  await page.getByRole('button', { name: 'Record a video or a picture' }).click();
  const dialog = page.getByRole('dialog', { name: 'Record a video or a picture' });
  await dialog.getByRole('radio', { name: source }).check();
  await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  await dialog.getByText(/^[1-9] of 60 seconds$/).waitFor();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByLabel('What was recorded').waitFor();
  return dialog;
}

// A lead records the screen, looks at it, records the camera instead, takes a picture of the screen, says what is seen, and publishes; a
// reader plays and sees it without script.
goal('video-in-an-article', { timeout: 240_000, browser: devices }, async (world) => {
  const { id } = await helpCenter(world);
  const page = await world.page(world.admin, `/articles/${id}/en`);
  const text = page.getByRole('textbox', { name: /Text in/ });
  await text.waitFor();
  await text.click();
  await page.context().grantPermissions(['camera', 'microphone']);
  await recorded(page, 'Video of the screen');
  const dialog = page.getByRole('dialog', { name: 'Record a video or a picture' });
  const played = dialog.getByLabel('What was recorded');
  await played.evaluate((video) => video.play());
  assert.ok((await played.evaluate((video) => video.videoWidth)) > 0, 'there is a picture');
  assert.equal(await dialog.getByRole('button', { name: 'Insert' }).isDisabled(), true, 'not without words');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Record again' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await recorded(page, 'Video of the camera');
  await dialog.getByLabel('Caption').fill('Finding the label');
  await dialog.getByLabel('What is seen and heard').fill('A hand opens the box; the label lies on top.');
  await dialog.getByRole('button', { name: 'Insert' }).click();
  await text.locator('video').waitFor();
  // A picture of the screen, with words alone for who cannot see it.
  await page.getByRole('button', { name: 'Record a video or a picture' }).click();
  await dialog.getByRole('radio', { name: 'Picture of the screen' }).check();
  await dialog.getByRole('button', { name: 'Take the picture' }).click();
  const still = dialog.getByRole('img', { name: 'What was recorded' });
  await still.waitFor();
  assert.ok((await still.evaluate((image) => image.naturalWidth)) > 0, 'there is a picture');
  assert.equal(await dialog.getByLabel('Caption').count(), 0);
  await accessible(page);
  await dialog.getByLabel('What is seen').fill('The page of the order.');
  await dialog.getByRole('button', { name: 'Insert' }).click();
  await text.getByRole('img', { name: 'The page of the order.' }).waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Readers are shown it now.').waitFor();

  const reader = await (await world.user(null, { script: false })).page('/help/north/en/a/when-will-my-refund-arrive');
  const video = reader.locator('video');
  assert.equal(await video.getAttribute('preload'), 'none');
  await reader.getByText('A hand opens the box; the label lies on top.').waitFor();
  const shown = reader.getByRole('img', { name: 'The page of the order.' });
  assert.ok(Number(await shown.getAttribute('width')) > 0, 'its room is kept while it loads');
  const address = new URL(await video.getAttribute('src'), world.server.base);
  const piece = await fetch(address, { headers: { range: 'bytes=0-99' } });
  assert.equal(piece.status, 206);
  assert.match(piece.headers.get('content-range'), /^bytes 0-99\/\d+$/);
  assert.match(piece.headers.get('content-type'), /^video\/(webm|mp4)$/);
  assert.equal((await piece.arrayBuffer()).byteLength, 100);
  const watcher = await (await world.user(null)).page('/help/north/en/a/when-will-my-refund-arrive');
  await watcher.locator('video').evaluate(async (element) => {
    element.muted = true;
    await element.play();
  });
  assert.ok((await watcher.locator('video').evaluate((element) => element.videoWidth)) > 0, 'the reader sees it');

  // Somebody who says no is told what to do.
  const wary = await world.page(world.admin, `/articles/${id}/en`);
  await wary.getByRole('textbox', { name: /Text in/ }).waitFor();
  await wary.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await wary.getByRole('button', { name: 'Record a video or a picture' }).click();
  const asked = wary.getByRole('dialog', { name: 'Record a video or a picture' });
  await asked.getByRole('radio', { name: 'Video of the camera' }).check();
  await asked.getByRole('button', { name: 'Record', exact: true }).click();
  await asked.getByText('The browser was not allowed to record.').waitFor();
});
