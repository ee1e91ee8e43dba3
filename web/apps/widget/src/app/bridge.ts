// The frame's end of the messages with the page that shows it: from the parent alone, of the origin that the desk has checked.
import type { FromFrame, ToFrame } from '../core/bridge.ts';

export class Bridge {
  #origin: string;

  constructor(origin: string, hear: (message: ToFrame) => void) {
    this.#origin = origin;
    addEventListener('message', (event) => {
      const said = event.data as (ToFrame & { fairlead?: 1 }) | null;
      if (event.source === parent && parent !== window && event.origin === origin && said?.fairlead === 1) hear(said);
    });
  }

  tell(message: FromFrame): void {
    if (parent !== window) parent.postMessage({ fairlead: 1, ...message }, this.#origin);
  }
}
