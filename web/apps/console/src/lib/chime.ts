// The sound of a notification: two soft notes, made here, so that nothing is fetched.
let context: AudioContext | null = null;

/** Plays it once; silent where the browser wants a gesture first. */
export function chime(): void {
  try {
    context ??= new AudioContext();
    const at = context;
    void at.resume().then(() => {
      note(at, 880, 0);
      note(at, 1174.7, 0.13);
    });
  } catch {
    // A browser without sound tells by sight.
  }
}
function note(at: AudioContext, hertz: number, delay: number): void {
  const [tone, loudness] = [at.createOscillator(), at.createGain()];
  const start = at.currentTime + delay;
  tone.type = 'sine';
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(0.08, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.35);
  tone.connect(loudness).connect(at.destination);
  tone.start(start);
  tone.stop(start + 0.4);
}
