// The sound of a notification: two soft notes, made here, so that nothing is fetched.
let context: AudioContext | null = null;

type Note = [hertz: number, after: number];

/** Plays it once; silent where the browser wants a gesture first. */
export function chime(notes: Note[] = [[880, 0], [1174.7, 0.13]]): void {
  try {
    context ??= new AudioContext();
    const at = context;
    void at.resume().then(() => notes.forEach(([hertz, after]) => note(at, hertz, after)));
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
