// A session file that knows of no identifies for long enough that a start need not wait.

import { FileSessions } from "../../src/index.js";
import { moment } from "../../src/coordinator/moment.js";
import { Token } from "../../src/coordinator/token.js";

const LONG_AGO_MS = 10_000;

/** Writes it. */
export async function knownStart(file: string, token: string): Promise<void> {
  const store = new FileSessions(file, () => {
    const { wall, steady } = moment();
    return { wall: wall - LONG_AGO_MS, steady: steady - LONG_AGO_MS, boot: null };
  });
  await store.load({ bot: new Token(token).digest(), total: null, intents: 0 });
  await store.flush();
  await store.close();
}
