import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { metricsOf } from "../../src/ops/metrics.js";
import { madeStatus } from "../support/made-status.js";
import { parseMetrics } from "../support/prometheus-text.js";
import { promtool, withoutPromtool } from "../support/promtool.js";

interface Dashboard {
  readonly __inputs: readonly { readonly name: string; readonly type: string }[];
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly w: number };
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const FILE = new URL("../../../examples/grafana-dashboard.json", import.meta.url);

async function dashboard(): Promise<Dashboard> {
  return JSON.parse(await readFile(FILE, "utf8"));
}

async function queries(): Promise<readonly string[]> {
  const { panels } = await dashboard();
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

test("the dashboard asks for its data source when it is imported", async () => {
  const { __inputs: inputs } = await dashboard();
  assert.deepEqual(
    inputs.map(({ name, type }) => [name, type]),
    [["DS_PROMETHEUS", "datasource"]],
  );
  const text = await readFile(FILE, "utf8");
  const uids = new Set(
    [...text.matchAll(/"type": "prometheus",\s*"uid": "([^"]*)"/g)].map(([, uid]) => uid),
  );
  assert.deepEqual([...uids], ["${DS_PROMETHEUS}"]);
});

test("its panels have ids of their own and stand within the grid", async () => {
  const { panels } = await dashboard();
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { title, gridPos, targets } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title);
    assert.ok(targets.length > 0, title);
  }
});

test("each metric that it queries is one of /metrics", async () => {
  const status = madeStatus({ shards: 100, threads: 2, at: Date.now() });
  const parsed = await parseMetrics(await metricsOf(status));
  for (const query of await queries()) {
    const names = query.match(/\b(gateway|process|nodejs)_\w+/g) ?? [];
    assert.ok(names.length > 0, query);
    for (const name of names) {
      assert.ok(parsed.has(name) || parsed.has(name.replace(/_bucket$/, "")), name);
    }
  }
});

test("Prometheus can read its queries", { skip: withoutPromtool() }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "gateway-run-rules-"));
  const rules = (await queries()).map((query, index) => {
    const expr = query.replaceAll("$__rate_interval", "1m").replaceAll("$__range", "1h");
    return `  - record: query_${index}\n    expr: ${JSON.stringify(expr)}\n`;
  });
  const file = join(folder, "rules.yml");
  await writeFile(file, `groups:\n- name: dashboard\n  rules:\n${rules.join("")}`);
  assert.equal(promtool(["check", "rules", file], ""), "");
  await rm(folder, { recursive: true });
});
