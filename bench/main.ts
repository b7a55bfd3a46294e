// `npm run bench -- [names]`: how fast it is, beside whom, and with how much memory.

import { Bench, type Question } from "./support/bench.js";
import { machine, machineLine } from "./support/machine.js";
import { readOptions, USAGE, type Options } from "./support/options.js";
import { markdown, type Table } from "./support/table.js";
import { latency } from "./latency.js";
import { memory } from "./memory.js";
import { micro } from "./micro.js";
import { peers } from "./peers.js";
import { scale } from "./scale.js";
import { threads } from "./threads.js";

const QUESTIONS: readonly Question[] = [peers, latency, scale, threads, micro, memory];

function pick(names: readonly string[]): readonly Question[] {
  const unknown = names.find((name) => QUESTIONS.every((question) => question.name !== name));
  if (unknown !== undefined) {
    const known = QUESTIONS.map(({ name }) => name).join(", ");
    throw new RangeError(`Cannot measure ${unknown}: there are ${known}`);
  }
  return QUESTIONS.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function run(options: Options): Promise<void> {
  const here = machine();
  const corpus = options.corpus ?? "generated";
  if (!options.json) console.log(`${machineLine(here)}\nEvents: ${corpus}\n`);
  const answers: { readonly name: string; readonly tables: readonly Table[] }[] = [];
  for (const question of pick(options.names)) {
    if (!options.json) console.log(`## ${question.name}: ${question.about}\n`);
    const tables = await question.run(new Bench(options));
    answers.push({ name: question.name, tables });
    if (!options.json) for (const table of tables) console.log(markdown(table));
  }
  if (options.json) {
    const { rounds, seconds } = options;
    console.log(JSON.stringify({ ...here, corpus, rounds, seconds, answers }, null, 2));
  }
}

function help(): void {
  const list = QUESTIONS.map(({ name, about }) => `  ${name.padEnd(16)}  ${about}`);
  console.log(`${USAGE}\nNames:\n${list.join("\n")}`);
}

const options = readOptions(process.argv.slice(2));
if (options === "help") help();
else await run(options);
