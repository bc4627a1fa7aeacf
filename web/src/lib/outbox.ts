/** A record that waits on this device to be uploaded. */
export interface Waiting {
  /** Made here; the server takes the same id once, however often it is sent. */
  id: string;
  url: string;
  /** The form as it would have been posted. */
  body: string;
  savedAt: number;
  tries: number;
  /** Why the server would not take it; such a record waits for a person. */
  refused?: string;
}

/** What an HTTP status says about a record: taken, refused for good, or to be tried again. */
export function outcome(status: number): "taken" | "refused" | "again" {
  if (status >= 200 && status < 400) return "taken";
  if (status === 408 || status === 425 || status === 429 || status === 401 || status >= 500) return "again";
  return "refused";
}

/** Wait before the next try, 2 s doubling to five minutes. */
export function retryWait(tries: number): number {
  return Math.min(300_000, 2000 * 2 ** Math.min(tries, 10));
}

const NAME = "haitang-outbox";
const STORE = "waiting";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser refused its store"));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      // Only the transaction's end means the record is on the disk.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error ?? new Error("the record was not kept"));
      transaction.onabort = () => reject(transaction.error ?? new Error("the record was not kept"));
    });
  } finally {
    database.close();
  }
}

/** Keeps a record, or keeps it anew under the same id. */
export async function keep(record: Waiting): Promise<void> {
  await run("readwrite", (s) => s.put(record));
}

/** Forgets a record the server has taken. */
export async function forget(id: string): Promise<void> {
  await run("readwrite", (s) => s.delete(id));
}

/** All waiting records, the oldest first. */
export async function waiting(): Promise<Waiting[]> {
  const all = await run("readonly", (s) => s.getAll() as IDBRequest<Waiting[]>);
  return all.sort((a, b) => a.savedAt - b.savedAt);
}
