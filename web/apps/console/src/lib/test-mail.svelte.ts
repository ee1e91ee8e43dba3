// A test mail on its way: sent, then looked at until it has left or cannot.
import { api, type HouseMail } from '@fairlead/api';
import { explain } from './errors.ts';

const LOOK_MS = 1_500;
/** Looked at for so long; afterwards the page says what is known. */
const LOOKS = 80;

export class TestMail {
  state = $state.raw<HouseMail | null>(null);
  error = $state<string | null>(null);
  busy = $state(false);
  private timer: ReturnType<typeof setTimeout> | null = null;

  async send(channel: string, to: string): Promise<void> {
    this.stop();
    this.busy = true;
    this.error = null;
    try {
      this.state = await api.testMail(channel, to);
      this.look(channel, LOOKS);
    } catch (cause) {
      this.error = explain(cause).text;
    }
    this.busy = false;
  }
  private look(channel: string, left: number): void {
    if (left === 0 || this.state?.state === 'sent' || this.state?.state === 'failed') return;
    this.timer = setTimeout(() => {
      api.lastTest(channel).then((state) => (this.state = state), () => undefined).finally(() => this.look(channel, left - 1));
    }, LOOK_MS);
  }
  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
