// Where threads tell that they go without a library.

/** The name of the channel. */
export const MISSED = "gateway-run-no-library";
