// Finds out whose connection it is by what the client says first: its identify names the shard, its
// resume the session. Without that no fault could be aimed.

const ENOUGH = 16_384;
const END_OF_REQUEST = "\r\n\r\n";

export class Sniffer {
  readonly #shardOf: (session: string) => number | null;
  #bytes: Buffer = Buffer.alloc(0);
  #done = false;
  /** Null as long as the client has not said. */
  shard: number | null = null;

  /** @param shardOf - whose session this is. */
  constructor(shardOf: (session: string) => number | null) {
    this.#shardOf = shardOf;
  }

  /** Bytes of the client, in their order. */
  sniff(bytes: Buffer): void {
    if (this.#done) return;
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const request = this.#bytes.indexOf(END_OF_REQUEST);
    if (request >= 0) this.#read(this.#bytes.subarray(request + END_OF_REQUEST.length));
    this.#done = this.shard !== null || this.#bytes.length > ENOUGH;
    if (this.#done) this.#bytes = Buffer.alloc(0);
  }

  #read(frames: Buffer): void {
    for (const text of texts(frames)) {
      const named = /"shard":\[(\d+),/.exec(text)?.[1];
      const session = /"session_id":"([^"]+)"/.exec(text)?.[1];
      if (named !== undefined) this.shard = Number(named);
      else if (session !== undefined) this.shard = this.#shardOf(session);
    }
  }
}

/** The payloads of a client's whole frames, unmasked; those of the gateway are below 64 KiB. */
function* texts(frames: Buffer): Generator<string> {
  for (let at = 0; at + 2 <= frames.length;) {
    const short = (frames[at + 1] ?? 0) & 0x7f;
    const masked = at + (short === 126 ? 4 : 2);
    if (masked + 4 > frames.length) return;
    const length = short === 126 ? frames.readUInt16BE(at + 2) : short;
    const mask = frames.subarray(masked, masked + 4);
    const end = masked + 4 + length;
    if (end > frames.length) return;
    const text = frames
      .subarray(masked + 4, end)
      .map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    yield Buffer.from(text).toString();
    at = end;
  }
}
