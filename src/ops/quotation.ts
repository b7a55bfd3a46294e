// The end of what V8 says of JSON that it cannot parse.

/** It quotes what stands around a mistake, which may be a secret. */
export const QUOTATION: RegExp = /, (\.\.\.)?".*$/s;
