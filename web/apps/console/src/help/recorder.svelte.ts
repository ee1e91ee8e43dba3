// A video recorded in the browser, or a picture of the screen: what is recorded, for how long, and why it cannot be. It ends by
// itself at 60 seconds or when the file would be too large.
import { ApiError } from '@fairlead/api';
import { still } from './still.ts';

export const LONGEST_S = 60;
/** As the server has it for videos of articles. */
export const LARGEST = 50 * 1024 * 1024;
const BITS_PER_SECOND = 2_500_000;
const KINDS = ['video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'];

/** `picture`: one of the screen, which does not move. */
export type Source = 'screen' | 'camera' | 'picture';
/** Why nothing was recorded: words `record-…`. */
export type Problem = 'insecure' | 'unsupported' | 'refused' | 'none' | 'busy' | 'empty' | 'large' | 'failed';
export interface Recording { blob: Blob; url: string; width: number | null; height: number | null; ended: 'asked' | 'long' | 'large' }

/** The reason in words of ours. */
export function problem(cause: unknown): Problem {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  if (name === 'NotSupportedError') return 'unsupported';
  return cause instanceof ApiError && cause.status === 413 ? 'large' : 'failed';
}
/** Whether this browser, at this address, can record at all. */
export function able(source: Source): Problem | null {
  if (!window.isSecureContext || !('mediaDevices' in navigator)) return 'insecure';
  const shares = 'getDisplayMedia' in navigator.mediaDevices;
  if ((source !== 'picture' && typeof MediaRecorder === 'undefined') || (source !== 'camera' && !shares)) return 'unsupported';
  return null;
}

export class Recorder {
  stream = $state.raw<MediaStream | null>(null);
  seconds = $state(0);
  made = $state.raw<Recording | null>(null);
  problem = $state<Problem | null>(null);
  /** The browser is asking. */
  asking = $state(false);
  private recorder: MediaRecorder | null = null;
  private pieces: Blob[] = [];
  private size = 0;
  private began = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private ended: Recording['ended'] = 'asked';
  private sound: MediaStream | null = null;
  private closed = false;

  async begin(source: Source, voice: boolean): Promise<void> {
    this.drop();
    this.problem = able(source);
    if (this.problem) return;
    this.asking = true;
    try {
      if (source === 'picture') {
        const taken = await still();
        if (this.closed) return;
        if (taken) this.made = { ...taken, url: URL.createObjectURL(taken.blob), ended: 'asked' };
        else this.problem = 'empty';
        return;
      }
      const stream = await this.open(source, voice);
      if (this.closed) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.record(stream);
    } catch (cause) {
      this.problem = problem(cause);
      this.silence();
    } finally {
      this.asking = false;
    }
  }
  private async open(source: Source, voice: boolean): Promise<MediaStream> {
    const size = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 30 } };
    if (source === 'camera') return navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } }, audio: voice });
    const screen = await navigator.mediaDevices.getDisplayMedia({ video: size, audio: false });
    if (!voice) return screen;
    try {
      this.sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (cause) {
      for (const track of screen.getTracks()) track.stop();
      throw cause;
    }
    return new MediaStream([...screen.getVideoTracks(), ...this.sound.getAudioTracks()]);
  }
  private record(stream: MediaStream): void {
    const kind = KINDS.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(stream, { videoBitsPerSecond: BITS_PER_SECOND, ...(kind ? { mimeType: kind } : {}) });
    this.stream = stream;
    this.pieces = [];
    this.size = 0;
    this.seconds = 0;
    this.ended = 'asked';
    const { width = null, height = null } = stream.getVideoTracks()[0]?.getSettings() ?? {};
    this.recorder.ondataavailable = (event) => {
      this.size += event.data.size;
      if (this.size > LARGEST) return this.end('large');
      this.pieces.push(event.data);
    };
    this.recorder.onerror = () => {
      this.problem = 'failed';
      this.end('asked');
    };
    this.recorder.onstop = () => this.finish(width, height);
    // Who shares a screen stops it with a button of the browser's.
    for (const track of stream.getVideoTracks()) track.onended = () => this.end('asked');
    this.began = performance.now();
    this.recorder.start(500);
    this.timer = setInterval(() => {
      this.seconds = Math.min(LONGEST_S, Math.floor((performance.now() - this.began) / 1000));
      if (performance.now() - this.began >= LONGEST_S * 1000) this.end('long');
    }, 200);
  }
  /** Ends the recording; what there is so far is kept. */
  end(how: Recording['ended'] = 'asked'): void {
    if (this.recorder?.state !== 'recording') return;
    this.ended = how;
    this.recorder.stop();
  }
  private finish(width: number | null, height: number | null): void {
    const type = (this.recorder?.mimeType ?? 'video/webm').split(';')[0] ?? 'video/webm';
    const pieces = this.pieces;
    this.silence();
    if (this.closed) return;
    if (pieces.length === 0 || this.size === 0) {
      this.problem ??= 'empty';
      return;
    }
    const blob = new Blob(pieces, { type });
    this.made = { blob, url: URL.createObjectURL(blob), width, height, ended: this.ended };
  }
  /** Nothing is seen or heard any more. */
  private silence(): void {
    clearInterval(this.timer);
    for (const track of [...(this.stream?.getTracks() ?? []), ...(this.sound?.getTracks() ?? [])]) {
      track.onended = null;
      track.stop();
    }
    this.stream = null;
    this.sound = null;
    this.recorder = null;
    this.pieces = [];
  }
  /** Forgets what was recorded. */
  drop(): void {
    if (this.made) URL.revokeObjectURL(this.made.url);
    this.made = null;
    this.problem = null;
  }
  close(): void {
    this.closed = true;
    this.silence();
    this.drop();
  }
}
