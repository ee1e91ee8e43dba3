// One picture of a screen, a window or a tab, taken in the browser: what was shared is shown to nobody else and is let go at once.

/** Longest side of a picture, pixels. */
const LONGEST = 2560;
/** As the server has it for pictures of articles. */
const LARGEST = 10 * 1024 * 1024;

/** The size at which a picture is kept: never larger than it was, its sides in proportion. */
export function kept(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Asks what to share and takes its first picture; throws what the browser throws, or null when there is none. */
export async function still(): Promise<{ blob: Blob; width: number; height: number } | null> {
  const screen = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
  try {
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.srcObject = screen;
    await video.play();
    const size = kept(video.videoWidth, video.videoHeight);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, size);
    const paper = canvas.getContext('2d');
    if (!paper || video.videoWidth === 0) return null;
    paper.drawImage(video, 0, 0, size.width, size.height);
    const made = (type: string): Promise<Blob | null> => new Promise((resolve) => canvas.toBlob(resolve, type, 0.9));
    const exact = await made('image/png');
    const blob = exact && exact.size > LARGEST ? await made('image/jpeg') : exact;
    return blob ? { blob, ...size } : null;
  } finally {
    for (const track of screen.getTracks()) track.stop();
  }
}
