// How often a property is tried. `PROPERTY_RUNS=20` tries each twenty times as often, to hunt for
// what a usual run does not meet.

const FACTOR = Number(process.env["PROPERTY_RUNS"] ?? 1);

/** The runs of a property that has so many in a usual run. */
export function runs(usual: number): number {
  return Math.ceil(usual * FACTOR);
}
