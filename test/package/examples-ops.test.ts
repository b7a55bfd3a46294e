import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { EXIT } from "../../src/ops/exit-codes.js";
import { readCommandLine } from "../../src/ops/flags.js";
import { build, parseDockerfile, words } from "../support/dockerfile.js";
import { Folder } from "../support/folder.js";

const run = promisify(execFile);
const ROOT = resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const inCI = process.env["CI"] === "true";

const example = (name: string): Promise<string> => readFile(join(ROOT, "examples", name), "utf8");

/** Why a test cannot be run here, or false. In CI everything is there, or the test fails. */
async function missing(command: string, ...args: readonly string[]): Promise<string | false> {
  const there = run(command, args).then(
    () => false as const,
    () => `${command} ${args.join(" ")} does not work here`,
  );
  return inCI ? false : await there;
}

/** The flags behind the command; fails where the command line would not take them. */
function flagsOf(command: readonly string[]) {
  const from = command.findIndex((word) => word.endsWith("gateway-run.js"));
  const line = readCommandLine(command.slice(from + 1));
  assert.ok(line.kind === "run", line.kind === "print" ? line.text : line.kind);
  return line.flags;
}

const noAnalyze = await missing("systemd-analyze", "--version");

test("systemd takes the unit", { skip: noAnalyze }, async () => {
  await using folder = await Folder.make();
  const unit = (await example("gateway-run.service")).replace("/usr/bin/node", process.execPath);
  const file = folder.file("gateway-run.service");
  await writeFile(file, unit);
  const { stdout, stderr } = await run("systemd-analyze", ["verify", file]);
  assert.equal(stdout + stderr, "");
});

test("the unit's command is one, and it is not started again in vain", async () => {
  const unit = (await example("gateway-run.service")).replaceAll(/\\\n\s*/g, "");
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1] ?? "";
  const { drain, sessions } = flagsOf(value("ExecStart").split(" "));
  assert.equal(sessions, "${STATE_DIRECTORY}/sessions");
  assert.ok(Number(value("TimeoutStopSec")) > drain);
  const { usage, tokenRefused, settingsRefused } = EXIT;
  const never = [usage, tokenRefused, settingsRefused].join(" ");
  assert.equal(value("RestartPreventExitStatus"), never);
  assert.equal(value("LoadCredential").split(":")[0], "discord_token");
});

test("the Dockerfile's steps make an installation that runs", async () => {
  await using folder = await Folder.make();
  const stages = parseDockerfile(await example("Dockerfile"));
  const cwd = await build(stages, {
    context: ROOT,
    folder: folder.path,
    async instead(command, at) {
      // The same lock file is installed here; the production install is made for real.
      const all = /^npm ci\b/.test(command) && !command.includes("--omit=dev");
      if (all) await symlink(join(ROOT, "node_modules"), join(at, "node_modules"));
      return all || !command.startsWith("npm ");
    },
  });
  const entry = words(stages, "ENTRYPOINT")[1]?.replace(/^\/app\//, "") ?? "";
  const command = `"${process.execPath}" "${entry}" --demo 2 | head -3`;
  const { stdout } = await run("sh", ["-c", command], { cwd });
  const events = stdout.trim().split("\n");
  assert.equal(events.length, 3);
  for (const line of events) assert.equal(typeof JSON.parse(line).s, "number");
  const page = "import('./dist/src/ops/page-files.js').then((files) => files.readPageFiles())";
  await run(process.execPath, ["-e", page], { cwd });
});

test("the Dockerfile's command ends before `docker stop` kills", async () => {
  const text = await example("Dockerfile");
  const { drain } = flagsOf(words(parseDockerfile(text), "ENTRYPOINT"));
  assert.ok(drain < 10);
  assert.match(text, /--http", "0\.0\.0\.0:8080"/);
  assert.match(text, /^EXPOSE 8080$/m);
});

test("the Dockerfile's health check tells a server that is well from others", async () => {
  const [command = "", ...args] = words(
    parseDockerfile(await example("Dockerfile")),
    "HEALTHCHECK",
  );
  let status = 200;
  const paths = new Set<string | undefined>();
  const server = createServer((request, response) => {
    paths.add(request.url);
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const check = async (): Promise<number> => {
    const own = args.map((word) => word.replace(":8080/", `:${port}/`));
    const child = spawn(command, own, { stdio: "ignore" });
    const [code] = await once(child, "exit");
    return code;
  };
  assert.equal(await check(), 0);
  status = 503;
  assert.equal(await check(), 1);
  server.closeAllConnections();
  server.close();
  assert.equal(await check(), 1);
  assert.deepEqual([...paths], ["/livez"]);
});

test("the Kubernetes manifest holds together", async () => {
  const documents = parseAllDocuments(await example("kubernetes.yaml"));
  const [set, service] = documents.map((document) => document.toJS());
  const { spec } = set.spec.template;
  const [container] = spec.containers;
  const { drain, sessions } = flagsOf([...container.command, ...container.args]);
  assert.ok(spec.terminationGracePeriodSeconds > drain);
  const mounts = container.volumeMounts.map((mount: { mountPath: string }) => mount.mountPath);
  assert.ok(mounts.some((path: string) => sessions?.startsWith(`${path}/`)));
  const [variable] = container.env;
  assert.equal(variable.name, "DISCORD_TOKEN_FILE");
  assert.ok(mounts.some((path: string) => variable.value.startsWith(`${path}/`)));
  const [port] = container.ports;
  assert.ok(container.args.includes(`--http=0.0.0.0:${port.containerPort}`));
  assert.equal(service.spec.ports[0].targetPort, port.name);
  assert.deepEqual(service.spec.selector, set.spec.template.metadata.labels);
  const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
  assert.deepEqual(
    probes.map(({ httpGet }) => [httpGet.path, httpGet.port]),
    [
      ["/livez", port.name],
      ["/livez", port.name],
      ["/readyz", port.name],
    ],
  );
  assert.equal(container.lifecycle, undefined, "no preStop");
});
