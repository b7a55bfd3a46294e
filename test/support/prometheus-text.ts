// Prometheus' text format, read by a parser that is not ours.

/** A metric as the parser gives it. */
export interface ParsedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "COUNTER" | "GAUGE" | "HISTOGRAM" | "SUMMARY" | "UNTYPED";
  readonly metrics: readonly {
    readonly value?: string;
    readonly labels?: { readonly [name: string]: string };
    readonly buckets?: { readonly [le: string]: string };
    readonly sum?: string;
    readonly count?: string;
  }[];
}

const PARSER: string = "parse-prometheus-text-format"; // it has no types

/** Reads it. */
export async function parseMetrics(text: string): Promise<ReadonlyMap<string, ParsedFamily>> {
  const { default: parse } = await import(PARSER);
  const families: readonly ParsedFamily[] = parse(text);
  return new Map(families.map((family) => [family.name, family]));
}
