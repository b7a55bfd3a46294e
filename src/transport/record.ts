// How dispatches lie in a batch: their payloads one behind the other, then their headers, which are
// of fixed size, in the same order.

/**
 * The header, little endian and unaligned:
 * shard (u32), epoch (u32), seq (f64, whole up to 2^53), length of the payload in bytes (u32),
 * number of the name (u16), flags (u8).
 */
export const HEADER_BYTES = 23;

/** Where each field of the header begins. */
export const FIELD = { shard: 0, epoch: 4, seq: 8, length: 16, name: 20, flags: 22 } as const;

/** Event names that a port can tell apart. */
export const MAX_NAMES = 65_536;

/** A replay after a resume. */
export const REPLAYED = 1;
/** For the coordinator's own gathering, never for the user. */
export const INTERNAL = 2;
/** The payload is JSON text, else it is packed. */
export const TEXT = 4;

/**
 * A batch is closed when the next record would take it past this, in bytes. An unread dispatch that
 * somebody keeps holds so much memory, or up to twice its own size.
 */
export const BATCH_BYTES = 262_144;

/** What a header holds. */
export interface RecordHeader {
  readonly shard: number;
  readonly epoch: number;
  readonly seq: number;
  /** Of the payload, in bytes. */
  readonly length: number;
  readonly name: number;
  /** `REPLAYED`, `INTERNAL` and `TEXT`, or-ed. */
  readonly flags: number;
}

/** Writes a header at `at`. */
export function writeHeader(view: DataView, at: number, header: RecordHeader): void {
  view.setUint32(at + FIELD.shard, header.shard, true);
  view.setUint32(at + FIELD.epoch, header.epoch, true);
  view.setFloat64(at + FIELD.seq, header.seq, true);
  view.setUint32(at + FIELD.length, header.length, true);
  view.setUint16(at + FIELD.name, header.name, true);
  view.setUint8(at + FIELD.flags, header.flags);
}
