// The events that the thread of the tests sends, each by its seq.

export const THREAD_EVENTS = 40_000;

/** The payload of an event, as JSON text. Every hundredth cannot cross in binary. */
export function payloadOf(seq: number): string {
  const key = seq % 100 === 0 ? "__proto__" : `key${seq % 700}`;
  const words = Array.from({ length: seq % 40 }, (_, at) => `é ${seq} ${at}`);
  return JSON.stringify({ seq, words, half: seq / 2 }).replace("half", key);
}
