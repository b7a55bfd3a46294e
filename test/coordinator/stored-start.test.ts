import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseTotal } from "../../src/coordinator/stored-start.js";
import { SILENT } from "../../src/coordinator/logger.js";

const CASES = [
  ["without stored sessions", "auto", null, 16, 16],
  ["with as many", "auto", 16, 16, 16],
  ["with half as many", "auto", 16, 32, 16],
  ["with more", "auto", 16, 3, 16],
  ["with less than half", "auto", 16, 33, 33],
  ["that is given", 8, 16, 33, 8],
] as const;

for (const [name, wanted, stored, recommended, expected] of CASES) {
  test(`a total ${name} is ${expected} where Discord says ${recommended}`, () => {
    const said: string[] = [];
    const logger = { ...SILENT, info: (_: object, text: string) => void said.push(text) };
    const { total, because } = chooseTotal(wanted, stored, recommended, logger);
    assert.equal(total, expected);
    const kept = wanted === "auto" && stored === total && stored !== recommended;
    assert.equal(said.length, kept ? 1 : 0, "the log says what is kept");
    assert.equal(because !== "", wanted === "auto" && stored !== null && stored !== total);
  });
}
