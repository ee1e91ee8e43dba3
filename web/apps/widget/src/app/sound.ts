// A soft tick in two notes, made and not loaded.
let context: AudioContext | undefined;

export function tick(): void {
  try {
    context ??= new AudioContext();
    const now = context.currentTime;
    [660, 880].forEach((pitch, n) => {
      const tone = context!.createOscillator();
      const gain = context!.createGain();
      const at = now + n * 0.11;
      tone.frequency.value = pitch;
      gain.gain.setValueAtTime(0.0001, at);
      gain.gain.exponentialRampToValueAtTime(0.07, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
      tone.connect(gain).connect(context!.destination);
      tone.start(at);
      tone.stop(at + 0.25);
    });
  } catch {
    // No sound here, or not before somebody touched the page.
  }
}
