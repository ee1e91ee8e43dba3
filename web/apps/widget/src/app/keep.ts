// What survives a reload of the frame. Every browser may forbid it, then it is memory.
export class Keep {
  #db: Promise<IDBDatabase | null>;
  #memory = new Map<string, unknown>();
  /** Where there is no database: somebody else may keep it. */
  aside: (key: string, value: unknown) => void = () => undefined;

  constructor(name: string) {
    this.#db = new Promise((resolve) => {
      const none = () => resolve(null);
      try {
        const asked = indexedDB.open(name, 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('kept');
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = asked.onblocked = none;
        setTimeout(none, 1_500); // seen: neither answer ever comes
      } catch {
        none();
      }
    });
  }

  async get<T>(key: string): Promise<T | undefined> {
    return (await this.#run('readonly', (s) => s.get(key)) as T | undefined) ?? (this.#memory.get(key) as T | undefined);
  }

  async set(key: string, value: unknown): Promise<void> {
    this.#memory.set(key, value);
    if (!(await this.#db)) return this.aside(key, value);
    await this.#run('readwrite', (s) => s.put(value, key));
  }

  async clear(): Promise<void> {
    this.#memory.clear();
    await this.#run('readwrite', (s) => s.clear());
  }

  async #run(mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const db = await this.#db;
    if (!db) return undefined;
    return new Promise((resolve) => {
      try {
        const asked = act(db.transaction('kept', mode).objectStore('kept'));
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }
}
