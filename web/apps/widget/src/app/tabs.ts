// One tab of a browser has the connection and sends; the others hear from it. Where locks or channels are missing, each is alone.
export class Tabs<M> {
  leads = false;
  #channel: BroadcastChannel | null = null;

  constructor(name: string, hear: (message: M) => void, lead: () => void) {
    const mine = () => {
      this.leads = true;
      lead();
    };
    try {
      const channel = new BroadcastChannel(name);
      channel.onmessage = (event: MessageEvent<M>) => hear(event.data);
      this.#channel = channel;
      navigator.locks
        .request(name, () => {
          mine();
          return new Promise(() => undefined); // until the tab goes
        })
        .catch(mine);
    } catch {
      this.#channel = null;
      queueMicrotask(mine);
    }
  }

  tell(message: M): void {
    this.#channel?.postMessage(message);
  }
}
