// Numbers of a JSON text on their way into msgpack.

import { NOT_JSON } from "./unwritten.js";

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Where a number ends that begins at `at`. */
export function endOfNumber(text: Buffer, at: number): number {
  let end = at;
  while (isOfNumber(text[end] ?? 0)) end++;
  return end;
}

/** @throws NOT_JSON where it is no number. */
export function readNumber(text: string): number {
  if (!NUMBER.test(text)) throw NOT_JSON;
  return Number(text);
}

/**
 * Writes an integer other than -0 at `out`.
 *
 * @returns where it ended.
 */
export function writeInteger(to: Buffer, out: number, value: number): number {
  if (value >= 0) {
    if (value < 0x40) return to.writeUInt8(value, out); // from 0x40 on they are records
    if (value < 0x100) return to.writeUInt16BE(0xcc00 | value, out);
    if (value < 0x1_0000) return to.writeUIntBE(0xcd_0000 | value, out, 3);
    if (value <= 0xffff_ffff) return to.writeUInt32BE(value, to.writeUInt8(0xce, out));
  } else {
    if (value >= -0x20) return to.writeInt8(value, out);
    if (value >= -0x80) return to.writeInt8(value, to.writeUInt8(0xd0, out));
    if (value >= -0x8000) return to.writeInt16BE(value, to.writeUInt8(0xd1, out));
    if (value >= -0x8000_0000) return to.writeInt32BE(value, to.writeUInt8(0xd2, out));
  }
  return writeDouble(to, out, value);
}

/** Writes any number at `out`, and gives where it ended. */
export function writeDouble(to: Buffer, out: number, value: number): number {
  return to.writeDoubleBE(value, to.writeUInt8(0xcb, out));
}

function isOfNumber(byte: number): boolean {
  if (byte >= 0x30 && byte <= 0x39) return true;
  return byte === 0x2d || byte === 0x2b || byte === 0x2e || (byte | 0x20) === 0x65;
}
